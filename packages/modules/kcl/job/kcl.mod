[package]
name = "job"
edition = "v0.11.0"
version = "0.2.0"

[dependencies]
kam = { path = "../kam" }
service = { path = "../service" }
