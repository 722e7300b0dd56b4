import Crypto
import CryptoExtras
import Exchange

/// What a guess of a password costs, as scrypt counts it (RFC 7914).
package struct PasswordCost: Sendable, Hashable {
    /// N, a power of 2.
    package let rounds: Int
    /// r.
    package let blockSize: Int
    /// p.
    package let parallelism: Int

    /// Names a cost.
    package init(rounds: Int, blockSize: Int, parallelism: Int) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second for each guess (OWASP's first choice).
    package static let standard = PasswordCost(rounds: 1 << 17, blockSize: 8, parallelism: 1)
}

/// A password as it is stored; the cost stands beside it, so that it can be raised later.
struct PasswordHash {
    /// The most bytes of a password.
    static let longest = 1_024

    let salt: [UInt8]
    let hash: [UInt8]
    let cost: PasswordCost

    /// Takes what is stored.
    init(salt: [UInt8], hash: [UInt8], cost: PasswordCost) {
        self.salt = salt
        self.hash = hash
        self.cost = cost
    }

    /// Hashes a password with a fresh salt.
    init(of password: Secret, cost: PasswordCost) throws {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        self.init(salt: salt, hash: try Self.derive(password, salt, cost), cost: cost)
    }

    /// One that no password has, for accounts that are not there: it takes as long as one that is.
    static func nobody(_ cost: PasswordCost) -> PasswordHash {
        PasswordHash(salt: [UInt8](repeating: 0, count: 16), hash: [UInt8](repeating: 0, count: 32), cost: cost)
    }

    /// True for the password it was made of; takes as long for any other of its length.
    func matches(_ password: Secret) throws -> Bool {
        let found = try Self.derive(password, salt, cost)
        guard found.count == hash.count else { return false }
        return zip(found, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: Secret, _ salt: [UInt8], _ cost: PasswordCost) throws -> [UInt8] {
        let key = try password.withBytes { bytes in
            try KDF.Scrypt.deriveKey(
                from: Array(bytes),
                salt: salt,
                outputByteCount: 32,
                rounds: cost.rounds,
                blockSize: cost.blockSize,
                parallelism: cost.parallelism,
                maxMemory: 256 << 20
            )
        }
        return key.withUnsafeBytes { Array($0) }
    }
}
