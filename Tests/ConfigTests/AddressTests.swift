import Config
import Testing

@Suite struct AddressTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", "https://api.openai.com:443/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com:443/v1"),
        ("https://API.Example.com", "https://api.example.com:443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/a/b-c_d.e~f", "http://[::1]:8000/a/b-c_d.e~f"),
        ("https://10.0.0.1", "https://10.0.0.1:443"),
        ("https://my_host:1/x:y@z", "https://my_host:1/x:y@z"),
        ("https://1password.internal1", "https://1password.internal1:443"),
    ])
    func `an address is read and shown in one form`(_ text: String, _ shown: String) throws {
        #expect(try BaseURL(parsing: text).description == shown)
    }

    @Test(arguments: [
        ("", BaseURL.Fault.scheme), ("api.openai.com", .scheme), ("ftp://a", .scheme), ("HTTPS://a", .scheme),
        ("//a", .scheme), ("https:/a", .scheme), ("https://", .host), ("https:///v1", .host), ("https://a b/", .host),
        ("https://a..b", .host), ("https://-a", .host), ("https://a-", .host), ("https://a.", .host),
        ("https://127.1", .host),
        ("https://2130706433", .host), ("https://0x7f000001", .host), ("https://1.2.3.4.5", .host),
        ("https://256.1.1.1", .host),
        ("https://a.0x1", .host), ("https://bücher.de", .host), ("https://a%2eb", .host), ("https://a\\b", .host),
        ("https://[::1", .host), ("https://[1.2.3.4]", .host), ("https://[fe80::1%eth0]", .host),
        ("https://::1", .host),
        ("https://a:", .port), ("https://a:0", .port), ("https://a:65536", .port), ("https://a:08", .port),
        ("https://a:+1", .port), ("https://a:1:2", .port), ("https://[::1]8", .port), ("https://me@a", .user),
        ("https://me:pw@a/v1", .user), ("https://a?b", .query), ("https://a/b?c=d", .query), ("https://a#b", .fragment),
        ("https://a//b", .path), ("https://a/b//", .path), ("https://a/../b", .path), ("https://a/./b", .path),
        ("https://a/%2e%2e", .path), ("https://a/b c", .path), ("https://a/b\\c", .path), ("https://a/é", .path),
    ])
    func `an address two readers could take for different ones is refused`(_ text: String, _ fault: BaseURL.Fault) {
        #expect(throws: fault) { try BaseURL(parsing: text) }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1", false), ("http://127.9.9.9", false), ("http://localhost", false),
        ("http://[::1]", false),
        ("http://[::ffff:127.0.0.1]", false), ("https://a", false), ("http://a", true), ("http://127.example", true),
        ("http://10.0.0.1", true), ("http://[::2]", true), ("http://[::ffff:10.0.0.1]", true),
    ])
    func `plain http is safe on this machine only`(_ text: String, _ isInClear: Bool) throws {
        #expect(try BaseURL(parsing: text).sendsInClear == isInClear)
    }

    @Test(arguments: ["127.0.0.1:8080", "0.0.0.0:0", "[::1]:8081", "[::]:65535", "localhost:1"])
    func `a listen address is shown as it is written`(_ text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "127.0.0.1:080",
        "127.0.0.1:65536",
        "::1:80", "[::1]", "[127.0.0.1]:80", "example.com:80", "LOCALHOST:80", "127.1:80", " 127.0.0.1:80",
        "127.0.0.1:８０",
    ])
    func `anything else is no listen address`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:1", "127.0.0.1:1", true), ("127.0.0.1:1", "127.0.0.1:2", false), ("0.0.0.0:1", "127.0.0.1:1", true),
        ("127.0.0.1:1", "[::]:1", true), ("127.0.0.1:1", "[::1]:1", false), ("127.0.0.1:0", "127.0.0.1:0", false),
    ])
    func `listeners meet on one port of one address or of all`(_ one: String, _ other: String, _ meet: Bool) throws {
        let (left, right) = (try #require(ListenAddress(one)), try #require(ListenAddress(other)))
        #expect(left.overlaps(right) == meet)
        #expect(right.overlaps(left) == meet)
    }
}
