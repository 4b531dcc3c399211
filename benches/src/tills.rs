//! Keep-alive connections to the server, as tills hold them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpSocket, TcpStream};

/// One open connection and the key it sends.
pub(crate) struct Till {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    authorization: String,
}

impl Till {
    pub(crate) async fn connect(address: SocketAddr, key: &str) -> Result<Self> {
        let stream = connect_from(address, 0).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::task::spawn_local(async move {
            // A connection that breaks shows itself at the next request.
            drop(connection.await);
        });
        Ok(Self { sender, host: address.to_string(), authorization: format!("Bearer {key}") })
    }

    /// Posts a JSON body and reads the whole answer.
    pub(crate) async fn post(&mut self, path: &str, body: Vec<u8>) -> Result<(StatusCode, Bytes)> {
        let request = Request::post(path)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))?;
        self.send(request).await
    }

    /// Gets `path` and reads the whole answer.
    pub(crate) async fn get(&mut self, path: &str) -> Result<(StatusCode, Bytes)> {
        let request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, &self.authorization)
            .body(Full::default())?;
        self.send(request).await
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)> {
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await.context("the server closed the connection")?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

/// Connects from 127.0.0.2–9 in turn, since one source address has too few ports for ten thousand streams.
pub(crate) async fn connect_from(address: SocketAddr, number: usize) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let last = 2 + u8::try_from(number % 8)?;
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0))?;
    socket.connect(address).await.with_context(|| format!("nothing listens on {address}"))
}
