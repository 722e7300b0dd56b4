import ArgumentParser
import Config
import Dialects
import Exchange
import Policy
import Storage

/// `weir budgets`: what was spent of budgets.
struct BudgetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budgets",
        abstract: "List what was spent of budgets, the newest period first.",
        discussion: "Reads what is written down, beside a running server too; what is reserved is not in it."
    )

    @OptionGroup var state: StateOptions
    @Argument(help: "Only this budget.") var budget: String?
    @Option(help: "The most lines.") var limit: Int = 100
    @Flag(help: "Add up the sums of the last 31 days again.") var check = false
    @Flag(help: "Print a JSON array.") var json = false

    func run() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
        try Opened.with(state, Environment()) { opened in
            if check { return try Self.check(opened) }
            let rules = Dictionary(
                opened.settings.budgets.compactMap(\.rule).map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            let lines = try opened.control.purses(of: budget, limit: limit).map { Line($0, rules[$0.budget]) }
            if json { return Terminal.show(JSONValue.array(lines.map(\.object)).line) }
            var table = TextTable(["BUDGET", "FOR", "PERIOD", "FROM", "SPENT", "OF", "USED"])
            for line in lines { table.add(line.cells) }
            Terminal.show(table.text)
        }
    }

    private static func check(_ opened: Opened) throws {
        let wrong = try opened.control.unbalancedPurses(at: opened.time.wall)
        for purse in wrong {
            Terminal.say("\(purse.budget) of \(purse.subject): the sum is not that of its charges")
        }
        guard wrong.isEmpty else { throw CommandFailure("\(wrong.count) sums are wrong") }
        Terminal.show("every sum is that of its charges")
    }

    /// What one principal spent of one budget in one period.
    private struct Line {
        let purse: BudgetCharge
        /// The budget of the configuration, or nil where it is there no more.
        let rule: BudgetRule?

        init(_ purse: BudgetCharge, _ rule: BudgetRule?) {
            self.purse = purse
            self.rule = rule
        }

        private var percent: Int64? {
            rule.map { rule in
                let amount = Int128(max(rule.amount.nanoUSD, 1))
                return Int64(clamping: Int128(purse.cost.nanoUSD) * 100 / amount)
            }
        }

        var cells: [String] {
            [
                purse.budget, purse.subject, rule?.period.rawValue ?? "-", CivilTime.text(purse.period),
                LogWords.money(purse.cost.nanoUSD), LogWords.money(rule?.amount.nanoUSD),
                percent.map { "\($0) %" } ?? "-",
            ]
        }

        var object: JSONValue {
            .object([
                JSONValue.Member("budget", .string(purse.budget)),
                JSONValue.Member("subject", .string(purse.subject)),
                JSONValue.Member("period", rule.map { .string($0.period.rawValue) } ?? .null),
                JSONValue.Member("from", .string(CivilTime.text(purse.period))),
                JSONValue.Member("spent_nanousd", .integer(purse.cost.nanoUSD)),
                JSONValue.Member("amount_nanousd", rule.map { .integer($0.amount.nanoUSD) } ?? .null),
            ])
        }
    }
}
