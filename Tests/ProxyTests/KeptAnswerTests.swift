import Proxy
import Support
import Testing

@Suite struct KeptAnswerTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `what is packed at any time comes back as it was`(seed: UInt64) {
        var draw = Draw(seed: seed)
        var kept = KeptAnswer()
        var wanted: [UInt8] = []
        for step in 0..<400 {
            let piece = Array((seed % 2 == 0 ? draw.words(40) : "data: {\"delta\":\"\(step)\"}\n\n").utf8)
            piece.withUnsafeBytes { kept.append($0) }
            wanted += piece
            if draw.once(in: 20) { kept.pack() }
            #expect(kept.count == wanted.count)
        }
        #expect(kept.bytes == wanted)
        kept.pack()
        #expect(kept.bytes == wanted)
    }

    @Test func `words shrink, noise does not and stays as it is`() {
        var (words, noise) = (KeptAnswer(), KeptAnswer())
        var draw = Draw(seed: 5)
        let random = draw.bytes(40_000)
        let text = Array(String(repeating: "data: {\"delta\":{\"content\":\"a word\"}}\n\n", count: 1_000).utf8)
        text.withUnsafeBytes { words.append($0) }
        random.withUnsafeBytes { noise.append($0) }
        words.pack()
        noise.pack()
        #expect(words.size < words.count / 10)
        #expect(noise.size == 40_000 && noise.bytes == random)
    }

    @Test func `a few bytes are left as they are`() {
        var kept = KeptAnswer()
        #expect(kept.bytes == [])
        kept.pack()
        let text = [UInt8](repeating: 65, count: KeptAnswer.leastPacked)
        text.dropLast().withUnsafeBytes { kept.append($0) }
        kept.pack()
        #expect(kept.size == text.count - 1)
        [UInt8(65)].withUnsafeBytes { kept.append($0) }
        kept.pack()
        #expect(kept.size < 100 && kept.count == text.count && kept.bytes == text)
    }
}
