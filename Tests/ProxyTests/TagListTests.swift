import Exchange
import Proxy
import Testing

struct TagListTests {
    @Test(arguments: [
        ("env=prod", ["env=prod"]),
        (" Env = prod , team=search ", ["env=prod", "team=search"]),
        ("env=prod,env=stage", ["env=prod"]),
        ("a=b=c", ["a=b=c"]),
        ("note=two words", ["note=two words"]),
        ("", []),
        (",,=,a=,=b,noequals", []),
        ("sp ace=x,ok=1", ["ok=1"]),
        ("name=\u{7F},ok=1", ["ok=1"]),
        ("ümlaut=x,ok=ü,fine=1", ["fine=1"]),
    ])
    func `a tag has a name and a value, and what has not is left out`(text: String, expected: [String]) {
        #expect(TagList.read(text).map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test func `no more tags are taken than the bound, and no longer ones`() {
        let many = (0..<200).map { "t\($0)=v" }.joined(separator: ",")
        #expect(TagList.read(many).count == TagList.most)
        let long = String(repeating: "x", count: 65)
        #expect(TagList.read("\(long)=1").isEmpty)
        #expect(TagList.read("a=\(long)\(long)").isEmpty)
        #expect(TagList.read("a=\(long)\(long.dropFirst(2))").count == 1)
    }

    @Test func `a secret in a tag is taken out`() {
        let tags = TagList.read("key=sk-proj-abcdefghijklmnopqrstuvwxyz0123456789")
        #expect(tags.count == 1)
        #expect(!tags.contains { $0.value.contains("abcdefghijklmnop") })
    }
}
