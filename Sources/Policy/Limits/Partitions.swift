import Exchange

/// Gives each rule, and each name by which a rule is divided, the number of its own measure; bounded.
///
/// The first numbers belong to the rules. A rule that is not divided has no other; for one that is, its number is
/// shared by all names that find no room. Names are forgotten only when their measure is as good as new, never because
/// others come: else a flood of names would be a way around a limit.
struct Partitions: Sendable {
    /// A rule and the names by which it is divided; the other names are empty.
    struct Key: Sendable, Hashable {
        let rule: Int32
        let names: QuotaFacets

        /// Feeds the rule and the names it is divided by; the others are empty, and cost time.
        func hash(into hasher: inout Hasher) {
            hasher.combine(rule)
            for facet in QuotaFacet.allCases where !names[facet].isEmpty { hasher.combine(names[facet]) }
        }
    }

    /// How many numbers one who adds a name should look at for one that can be given to it.
    static let steps = 16

    /// The most names that are counted apart.
    private let capacity: Int
    private let divisions: [[QuotaFacet]]
    private var numbers: [Key: Int32] = [:]
    private var keys: [Key] = []
    private var hand = 0

    /// Makes the numbers of rules of these scopes.
    init(_ scopes: [QuotaScope], capacity: Int) {
        divisions = scopes.map(\.partitions)
        self.capacity = max(capacity, 0)
    }

    /// How many rules there are.
    var rules: Int { divisions.count }

    /// How many numbers there are in all.
    var count: Int { divisions.count + keys.count }

    /// The number for an exchange that the rule holds; nil when its name has none yet, and `add` may give it one.
    func find(rule: Int, _ facets: QuotaFacets) -> Int? {
        let division = divisions[rule]
        if division.isEmpty { return rule }
        return numbers[key(rule, division, facets)].map(Int.init)
    }

    /// Gives a new name the next number; nil when as many names are counted apart as may be.
    mutating func add(rule: Int, _ facets: QuotaFacets) -> Int? {
        guard keys.count < capacity else { return nil }
        let key = key(rule, divisions[rule], facets)
        keys.append(key)
        numbers[key] = Int32(count - 1)
        return count - 1
    }

    /// A number that has a name, each in its turn; nil when none has.
    mutating func next() -> Int? {
        guard !keys.isEmpty else { return nil }
        let place = hand
        hand = hand + 1 == keys.count ? 0 : hand + 1
        return divisions.count + place
    }

    /// Gives a new name the number of another, which is forgotten.
    mutating func give(_ number: Int, rule: Int, _ facets: QuotaFacets) {
        let place = number - divisions.count
        let key = key(rule, divisions[rule], facets)
        numbers[keys[place]] = nil
        keys[place] = key
        numbers[key] = Int32(number)
    }

    /// The rule a number belongs to.
    func rule(of number: Int) -> Int { number < rules ? number : Int(keys[number - rules].rule) }

    /// The names a number stands for; nil for the rule's own.
    func names(of number: Int) -> QuotaFacets? { number < rules ? nil : keys[number - rules].names }

    /// The names by which a rule is divided, such as `key=key_01J`; empty where it is not.
    func subject(rule: Int, _ facets: QuotaFacets) -> String {
        divisions[rule].map { "\($0.rawValue)=\(facets[$0])" }.joined(separator: ",")
    }

    private func key(_ rule: Int, _ division: [QuotaFacet], _ facets: QuotaFacets) -> Key {
        var names = QuotaFacets()
        for facet in division { names[facet] = facets[facet] }
        return Key(rule: Int32(rule), names: names)
    }
}
