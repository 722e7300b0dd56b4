package import Exchange

/// One way an exchange may go: a target, and the model as it knows it.
///
/// An object, as the line hands it about: a copy costs one count.
package final class Choice: Sendable {
    /// The endpoint and credential.
    package let target: Target
    /// The model as the target knows it, or nil when none is named.
    package let model: String?
    /// The configured name or pattern that matched; a label, so never the caller's words.
    package let modelLabel: String
    /// True when the body's model must be rewritten.
    package let isRenamed: Bool
    /// The lower is tried first.
    package let priority: Int
    /// Its share among the choices of the same priority; from 1 to 10^12.
    ///
    /// A leg's weight is divided among the provider's keys, so all weights of a route may be multiplied by one number.
    package let weight: Int
    /// True when it is taken for a share of the requests only.
    package let isCanary: Bool
    /// Tells the choice from others when conversations are spread; the same in every process.
    let fingerprint: UInt64

    /// Makes a choice.
    init(target: Target, leg: ModelRoute.Leg?, route: String?, weight: Int, isCanary: Bool = false) {
        self.target = target
        model = leg?.model
        modelLabel = leg?.model ?? "_other"
        isRenamed = leg.map { $0.model != route } ?? false
        priority = leg?.priority ?? 0
        self.weight = max(1, weight)
        self.isCanary = isCanary
        fingerprint = Fingerprint.of(target.upstream, leg?.model ?? "")
    }

    /// Makes a choice of a provider's target, the model to be said by a wish.
    init(target: Target, priority: Int) {
        self.target = target
        (model, modelLabel, isRenamed) = (nil, "_other", false)
        (self.priority, weight, isCanary) = (priority, 1, false)
        fingerprint = Fingerprint.of(target.upstream, "")
    }

    /// Makes the same choice of another model.
    init(_ other: Choice, wish: Choices.Wish) {
        target = other.target
        model = wish.model
        modelLabel = wish.label
        isRenamed = wish.isRenamed
        (priority, weight, isCanary, fingerprint) = (other.priority, other.weight, other.isCanary, other.fingerprint)
    }
}

/// Numbers that spread names and conversations evenly, the same in every process and on every machine.
enum Fingerprint {
    /// The number of two names, by FNV-1a (64 bits) with a byte between them that no UTF-8 has.
    static func of(_ first: String, _ second: String) -> UInt64 {
        var number: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { number = (number ^ UInt64(byte)) &* 0x100_0000_01B3 }
        first.utf8.forEach(add)
        add(0xFF)
        second.utf8.forEach(add)
        return number
    }

    /// Mixes a number so that each bit depends on all (the finaliser of SplitMix64).
    static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
