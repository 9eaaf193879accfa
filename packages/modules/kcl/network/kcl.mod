[package]
name = "network"
edition = "v0.11.0"
version = "0.3.0"
