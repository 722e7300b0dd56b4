import Foundation
import Identity
import Testing

/// What must be refused, and for the reason it is meant to be.
struct HostileTests {
    @Test(arguments: HostileToken.all)
    func `a hostile token is refused`(_ hostile: HostileToken) async throws {
        let door = try await Doorway()
        #expect(door.refusal(try hostile.make(door.mint)) == hostile.reason)
    }

    @Test func `there are many hostile tokens, and no two have one name`() {
        let names = HostileToken.all.map(\.name)
        #expect(names.count >= 150)
        #expect(Set(names).count == names.count)
    }

    @Test func `every reason but those of the key sets has its token`() {
        let missing = Set(TokenRefusal.allCases).subtracting(HostileToken.all.map(\.reason))
        #expect(missing == [.noKeys, .malformedPrincipal])
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA", "HS256"])
    func `a signature with any byte changed or cut off is refused`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let good = try door.mint.good(algorithm)
        let signature = try #require(good.lastIndex(of: UInt8(ascii: "."))) + 1
        for place in signature..<good.count {
            var flipped = good
            flipped[place] ^= 1
            #expect(door.refusal(flipped) != nil, "byte \(place)")
            #expect(door.refusal(Array(good[..<place])) != nil, "cut at \(place)")
        }
        #expect(door.claims(good) != nil)
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA", "HS256"])
    func `a token cut off anywhere is refused`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let good = try door.mint.good(algorithm)
        for count in 0..<good.count { #expect(door.refusal(Array(good[..<count])) != nil) }
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA", "HS256"])
    func `of 4,000 mutants of a good token none is taken`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let good = try door.mint.good(algorithm)
        let other = try door.mint.good(algorithm == "ES256" ? "EdDSA" : "ES256")
        var dice = Dice(state: UInt64(algorithm.utf8.reduce(0) { Int($0) * 31 + Int($1) }))
        var taken = 0
        var reasons: [TokenRefusal: Int] = [:]
        for _ in 0..<4_000 {
            let mutant = Mutant.of(good, beside: other, using: &dice)
            guard mutant != good, mutant != other else { continue }
            guard let reason = door.refusal(mutant) else {
                taken += 1
                continue
            }
            reasons[reason, default: 0] += 1
        }
        #expect(taken == 0)
        // the test is worth something only when many of them come as far as the signature
        #expect(reasons[.wrongSignature] ?? 0 > 100, "\(reasons)")
        #expect(reasons.count > 8, "\(reasons)")
        #expect(door.claims(good) != nil)
    }

    @Test func `bytes at random are refused, and nothing else happens`() async throws {
        let door = try await Doorway()
        var dice = Dice(state: 7)
        for _ in 0..<2_000 {
            let letters = Array("eyJhbGciOiJ9.._-=".utf8)
            let token = (0..<Int.random(in: 0...300, using: &dice)).map { _ in
                Bool.random(using: &dice)
                    ? letters.randomElement(using: &dice) ?? 0 : UInt8.random(in: 0...255, using: &dice)
            }
            #expect(door.refusal(token) != nil)
        }
    }
}

/// SplitMix64, so that a failing run can be had again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// A good token with something changed.
enum Mutant {
    static func of(_ good: [UInt8], beside other: [UInt8], using dice: inout Dice) -> [UInt8] {
        var token = good
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            guard !token.isEmpty else { break }
            change(&token, beside: other, using: &dice)
        }
        return token
    }

    private static func change(_ token: inout [UInt8], beside other: [UInt8], using dice: inout Dice) {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let place = Int.random(in: 0..<token.count, using: &dice)
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: token[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 1: token[place] = letters.randomElement(using: &dice) ?? 0
        case 2: token.insert(letters.randomElement(using: &dice) ?? 0, at: place)
        case 3: token.remove(at: place)
        case 4: token.swapAt(place, Int.random(in: 0..<token.count, using: &dice))
        case 5: token.removeLast(Int.random(in: 1...min(8, token.count), using: &dice))
        case 6: swapPart(&token, beside: other, using: &dice)
        default:
            // within one group of four letters, where a change keeps the JSON whole most often
            let start = place / 4 * 4
            for at in start..<min(start + 4, token.count) { token[at] = letters.randomElement(using: &dice) ?? 0 }
        }
    }

    private static func swapPart(_ token: inout [UInt8], beside other: [UInt8], using dice: inout Dice) {
        var parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let others = other.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let place = Int.random(in: 0..<min(parts.count, others.count), using: &dice)
        parts[place] = others[place]
        token = Array(parts.joined(separator: [UInt8(ascii: ".")]))
    }
}
