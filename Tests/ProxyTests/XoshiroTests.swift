import Proxy
import Testing

@Suite struct XoshiroTests {
    @Test func `a seed gives the same numbers, another one others`() {
        var (first, again, other) = (Xoshiro(seed: 1), Xoshiro(seed: 1), Xoshiro(seed: 2))
        let numbers = (0..<100).map { _ in first.next() }
        #expect(numbers == (0..<100).map { _ in again.next() })
        #expect(numbers != (0..<100).map { _ in other.next() })
        #expect(Set(numbers).count == 100)
    }

    @Test func `every bit is set half of the time`() {
        var generator = Xoshiro(seed: 42)
        var counts = [Int](repeating: 0, count: 64)
        for _ in 0..<4_000 {
            let number = generator.next()
            for bit in 0..<64 where number >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
        }
        // 4,000 throws of a coin lie within 6 deviations of 2,000
        #expect(counts.allSatisfy { abs($0 - 2_000) < 190 })
    }
}
