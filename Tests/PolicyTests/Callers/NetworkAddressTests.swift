import Policy
import Testing

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1",
        "2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fec0::1", "5f00::1", "4000::1",
    ])
    func `an address that is not for everybody is not public`(_ text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(!address.isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0", "169.253.255.255", "169.255.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "::ffff:1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::8a", "2001:4860::1",
        "2003::1", "3ffe::1",
    ])
    func `any other address is public`(_ text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.isPublic)
    }

    @Test(arguments: [
        "", "unknown", "1.2.3", "1.2.3.4.5", "localhost", "1.2.3.4:80", "[::1]", "0x7f.1", "127.1", ":::",
    ])
    func `what is no address is none`(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `a mapped address is the one of IPv4, and a caller of IPv6 has its network`() throws {
        #expect(NetworkAddress("::ffff:1.2.3.4") == NetworkAddress("1.2.3.4"))
        #expect(NetworkAddress(bytes: [1, 2, 3, 4]) == NetworkAddress("1.2.3.4"))
        #expect(NetworkAddress(bytes: [1, 2, 3]) == nil)
        let one = try #require(NetworkAddress("2001:db8:0:1::1")).callersOwn
        #expect(one == NetworkAddress("2001:db8:0:1:ffff:ffff:ffff:ffff")?.callersOwn)
        #expect(one != NetworkAddress("2001:db8:0:2::1")?.callersOwn)
        #expect(NetworkAddress("1.2.3.4")?.callersOwn != NetworkAddress("1.2.3.5")?.callersOwn)
    }
}
