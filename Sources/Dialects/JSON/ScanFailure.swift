/// Why a request body is not taken.
package enum ScanFailure: Error, Hashable {
    /// The bytes at the offset are not UTF-8 without a byte order mark.
    case notUTF8(offset: Int)
    /// The bytes at the offset break the grammar of RFC 8259.
    case notJSON(offset: Int)
    /// The body is JSON, but no object.
    case notAnObject
    /// A member of the object, or of `stream_options`, stands there twice; readers differ in which one counts.
    case duplicateKey(String)
    /// The name of a member holds half a surrogate pair, which no two readers take alike.
    case brokenName
    /// More than 128 members.
    case tooManyKeys
    /// More than 128 containers within one another.
    case tooDeep
    /// The member's value has a type or a value that no provider takes.
    case wrongType(String)
    /// The body names another model than the path.
    case otherModel

    /// What the caller is told.
    package var message: String {
        switch self {
        case .notUTF8(let offset): "the body is not UTF-8 without a byte order mark (byte \(offset))"
        case .notJSON(let offset): "the body is not valid JSON (byte \(offset))"
        case .notAnObject: "the body must be one JSON object"
        case .duplicateKey(let key): "the body names the member '\(key)' twice"
        case .brokenName: "the name of a member holds a lone surrogate"
        case .tooManyKeys: "the body has more than \(RequestScan.keyLimit) members"
        case .tooDeep: "the body is nested deeper than \(JSONNesting.limit) levels"
        case .wrongType(let key): "the member '\(key)' has a value of the wrong type or size"
        case .otherModel: "the body names another model than the path"
        }
    }
}
