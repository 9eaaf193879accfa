[package]
name = "kam"
edition = "v0.11.0"
version = "0.2.0"
