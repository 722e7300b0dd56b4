import Storage

/// Shows how far the words of the history are indexed while a query waits for it.
final class SearchFilling {
    private let bar = TerminalBar("indexing words")

    /// Takes a step of the indexing; never ends it.
    func report(_ progress: SearchProgress) -> Bool {
        bar.show(Double(progress.done) / Double(max(progress.total, 1)), "\(progress.day)")
        return true
    }

    /// Takes the bar away.
    func end() { bar.end() }
}
