/// What can stand in an answer's place, with status 200.
package enum Shape: String, Sendable, CaseIterable {
    /// Half a JSON body; in a stream, an event that is half.
    case truncated
    /// A page in HTML.
    case html
    /// No byte at all.
    case empty
}
