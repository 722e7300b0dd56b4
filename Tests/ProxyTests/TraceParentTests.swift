import Proxy
import Testing

@Suite struct TraceParentTests {
    private static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `a good one is read`() throws {
        let parent = try #require(TraceParent.parse(Self.good))
        #expect(parent.traceID == (0x4bf9_2f35_77b3_4da6, 0xa3ce_929d_0e0e_4736))
        #expect(parent.span == 0x00f0_67aa_0ba9_02b7)
        #expect(parent.flags == 1)
    }

    @Test func `a later version may say more`() {
        #expect(TraceParent.parse("cc" + Self.good.dropFirst(2) + "-what") != nil)
        #expect(TraceParent.parse("cc" + Self.good.dropFirst(2)) != nil)
        #expect(TraceParent.parse("cc" + Self.good.dropFirst(2) + "what") == nil)
    }

    @Test(arguments: [
        "", "00", good + "-x", "ff" + good.dropFirst(2), String(good.dropLast()), good.uppercased(),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01",
    ]) func `a bad one is not`(_ text: String) {
        #expect(TraceParent.parse(text) == nil)
    }
}
