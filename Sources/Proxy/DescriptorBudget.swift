/// How many connections the process's open files allow, so that none is missing where it hurts.
///
/// A server that runs out of files can neither answer its operators nor write its history. So callers get at most half
/// of what the limit leaves beside a reserve, and providers what callers leave.
package struct DescriptorBudget: Sendable, Hashable {
    /// Files kept for everything else: the admin listener, the databases, name look-ups, the log.
    package static let reserve = 128

    /// The most callers' connections; at least 1.
    package let callers: Int
    /// The most connections to providers; at least 1.
    package let providers: Int

    /// Divides the limit of open files, of which `configured` callers' connections are wanted.
    package init(openFiles: Int, configured: Int) {
        let room = max(openFiles - Self.reserve, 2)
        callers = max(1, min(configured, room / 2))
        providers = max(1, room - callers)
    }

    /// The limit of open files that lets all the configured connections be.
    package static func wanted(configured: Int) -> Int { 2 * configured + reserve }
}
