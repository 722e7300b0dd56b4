/// The rules that were broken, each as a sentence.
final class Breaches {
    private(set) var all: [String] = []

    /// Notes the rule when it does not hold.
    func hold(_ isTrue: Bool, _ rule: @autoclosure () -> String) {
        if !isTrue { all.append(rule()) }
    }
}
