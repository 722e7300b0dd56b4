/// Good requests as clients write them, for splitting and for spoiling.
enum Samples {
    static let requests: [[UInt8]] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/models?x=1&y=%20 HTTP/1.1\r\nHost: a:8080\r\nAccept: */*\r\nX-Empty:\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 11\r\n\r\n{\"model\":1}",
        "POST /a HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\nTrailer: 1\r\n\r\n",
        "DELETE /v1/files/f HTTP/1.1\r\nHost:\ta \r\nConnection: keep-alive, close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "\r\nGET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wr_test_x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nokGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT /b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "PATCH /b HTTP/1.1\r\nHost: a\r\nX-High: \u{e4}\u{f6}\r\nContent-Length: 0\r\n\r\n",
    ].map { Array($0.utf8) }

    static let answers: [[UInt8]] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nx-a: b\r\nContent-Length: 0\r\n\r\n",
    ].map { Array($0.utf8) }
}
