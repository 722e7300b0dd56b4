/// When each thing happened on the caller's side; the attempts carry their own times.
package struct Timeline: Sendable {
    /// When the request's head was complete, on the wall clock.
    package let wall: WallTime
    /// When the request's head was complete.
    package let accepted: Moment
    /// When the last byte of the caller's body came.
    package var bodyRead: Moment?
    /// How long weir waited for the caller's body.
    package var bodyWait: Duration = .zero
    /// How long the exchange waited for a slot.
    package var admissionWait: Duration = .zero
    /// When the answer's head was written.
    package var headWritten: Moment?
    /// When the first content-bearing event was written; streams only.
    package var firstToken: Moment?
    /// When the last content-bearing event was written; streams only.
    package var lastToken: Moment?
    /// The longest silence between two events of the stream.
    package var maxGap: Duration = .zero
    /// How long the caller's socket took nothing.
    package var writeBlocked: Duration = .zero
    /// When the last byte was written or the exchange was given up.
    package var ended: Moment

    /// Begins a timeline at the request's head.
    package init(accepted: Moment, wall: WallTime) {
        self.accepted = accepted
        self.wall = wall
        ended = accepted
    }

    /// From the head received to the last byte out.
    package var total: Duration { ended - accepted }
}
