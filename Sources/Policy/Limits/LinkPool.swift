/// Short lists that share one array, so that making and ending one takes no memory of its own.
///
/// A list is known by the place of its first link; -1 is the empty one.
struct LinkPool<Value: Sendable>: Sendable {
    private struct Link {
        var value: Value
        var next: Int32
    }

    private var links: [Link] = []
    private var free: Int32 = -1
    /// How many links are in lists.
    private(set) var count = 0

    /// Puts a link before the list, and makes it the list.
    mutating func push(_ value: Value, onto list: inout Int32) {
        let link = Link(value: value, next: list)
        if free >= 0 {
            list = free
            free = links[Int(list)].next
            links[Int(list)] = link
        } else {
            links.append(link)
            list = Int32(links.count - 1)
        }
        count += 1
    }

    /// Takes the first link off the list; nil when it is empty.
    mutating func pop(_ list: inout Int32) -> Value? {
        guard list >= 0 else { return nil }
        let place = list
        let link = links[Int(place)]
        list = link.next
        links[Int(place)].next = free
        free = place
        count -= 1
        return link.value
    }

    /// Changes every link; those in no list too, which matters to nobody.
    mutating func change(_ body: (inout Value) -> Void) {
        for index in links.indices { body(&links[index].value) }
    }
}
