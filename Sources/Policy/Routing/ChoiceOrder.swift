/// The places of a plan's choices in the order in which they are to be tried; it allocates nothing.
package struct ChoiceOrder: RandomAccessCollection, Sendable {
    private var places = InlineArray<64, UInt8>(repeating: 0)
    /// How many choices may be tried; fewer than the plan has when the canary is left out.
    package private(set) var endIndex = 0

    init() {}

    /// Always 0.
    package var startIndex: Int { 0 }

    /// The place within `Plan.choices` of what is tried there.
    package subscript(_ index: Int) -> Int {
        precondition(index < endIndex, "an order has no choice there")
        return Int(places[index])
    }

    /// Adds the place of a choice; one beyond the 64th is left out.
    mutating func append(_ place: Int) {
        guard endIndex < Choices.maximum, let place = UInt8(exactly: place) else { return }
        places[endIndex] = place
        endIndex += 1
    }
}
