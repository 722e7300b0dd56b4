import Exchange
import Testing

@Suite struct TargetTransportTests {
    private func proxy(_ password: String?) -> ProxyAddress {
        ProxyAddress(
            kind: .socks5,
            host: "Proxy.Example",
            port: 1_080,
            user: password.map { _ in "weir" },
            password: password.map { Secret($0) }
        )
    }

    @Test func `proxies are the same where every part is, the password among them`() {
        #expect(proxy("swordfish") == proxy("swordfish"))
        #expect(proxy("swordfish") != proxy("swordfisch"))
        #expect(proxy(nil) == proxy(nil))
        #expect(proxy(nil) != proxy("swordfish"))
        #expect(ProxyAddress(kind: .http, host: "a", port: 1) != ProxyAddress(kind: .socks5, host: "a", port: 1))
    }

    @Test func `a proxy's hash and its words tell nothing of the password`() {
        #expect(proxy("swordfish").hashValue == proxy("another").hashValue)
        #expect("\(proxy("swordfish"))" == "socks5://proxy.example:1080")
        var transport = TargetTransport()
        transport.proxy = proxy("swordfish")
        var words = ""
        dump(transport, to: &words)
        #expect(!words.contains("swordfish"))
        #expect("\(ProxyAddress(kind: .http, host: "::1", port: 9))" == "http://[::1]:9")
    }

    @Test func `a target keeps nothing warm and asks for no health unless told`() {
        #expect(TargetUpkeep().warmConnections == 0)
        #expect(TargetUpkeep().health == nil)
        #expect(TargetTransport() == TargetTransport())
    }
}
