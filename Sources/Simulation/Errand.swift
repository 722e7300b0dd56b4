import Exchange
import Support

/// One request a caller makes: its bytes, what weir should make of it, and what the provider answers.
struct Errand {
    /// What should become of the request when nothing goes wrong.
    enum Fate: Equatable {
        /// It reaches the provider.
        case goes
        /// weir answers it itself.
        case local
        /// weir refuses it with this status.
        case refused(Int)
        /// Its head cannot be taken, so its record does not know its number.
        case unreadable
    }

    let number: Int
    let name: String
    var wire: [UInt8]
    var body: [UInt8]
    var fate: Fate
    var isHead = false
    var isOldHTTP = false
    var format = WireFormat.opaque
    var script: ProviderScript

    /// The id by which the record names the request.
    var requestID: String { "plan-\(number)" }
}

/// Names and keys of the simulated world.
enum Names {
    static let goodKey = "wr_test_GOODgoodGOODgoodGOODgood"
    static let boundKey = "wr_test_BOUNDboundBOUNDboundBOUND"
    static let expiredKey = "wr_test_EXPIREDexpiredEXPIRED"
    static let providerKey = "sk-provider-0123456789-abcdefghij"

    static let callers: [String: Caller] = [
        goodKey: Caller(keyID: "key_1", keyName: "good", permission: KeyPermission(capture: .full), expires: nil),
        boundKey: Caller(
            keyID: "key_2",
            keyName: "bound",
            permission: KeyPermission(models: ["claude-*"], maxConcurrent: 1),
            expires: nil
        ),
        expiredKey: Caller(
            keyID: "key_3",
            keyName: "old",
            permission: KeyPermission(),
            expires: WallTime(nanoseconds: 1)
        ),
    ]
}
