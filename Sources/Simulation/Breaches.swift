/// The rules that were broken, each as a sentence, and how often each was looked at.
final class Breaches {
    private(set) var all: [String] = []
    private(set) var looks = [Int](repeating: 0, count: Rule.allCases.count)

    /// Notes the rule when it does not hold.
    func hold(_ rule: Rule, _ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        looks[rule.rawValue] += 1
        // one fault can break a rule at every step
        if !isTrue, all.count < 20 { all.append("\(rule.name): \(sentence())") }
    }
}
