[package]
name = "checkout-dev"
edition = "v0.11.0"
version = "0.1.0"

[dependencies]
kam = { git = "https://github.com/KusionStack/kam", tag = "0.2.0" }
service = { oci = "oci://ghcr.io/kusionstack/service", tag = "0.2.0" }
network = { oci = "oci://ghcr.io/kusionstack/network", tag = "0.2.0" }
