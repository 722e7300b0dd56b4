import Testing

/// No statement is put together of what somebody says.
@Suite struct StatementTests {
    @Test func `statements hold values in no other way than bound`() {
        let files = Tree.swift.filter { $0.isSource }
        let found = files.flatMap { file in
            StatementRule.strangers(in: file.lines.joined(separator: "\n")).map { "\(file.path): \($0)" }
        }
        #expect(found == [])
    }

    @Test(arguments: [
        #"try database.execute(sql: "DELETE FROM keys WHERE name = '\(name)'")"#,
        "let sql = Row.fetchOne(\n    database,\n    sql: \"\"\"\n        SELECT \\(given) FROM keys\n        \"\"\"\n)",
        #"SQLStatement("model LIKE '%\(text)%'")"#, #"fetch(sql: "SELECT \(one("a")) FROM x")"#,
    ]) func `a planted one is found`(_ text: String) {
        #expect(StatementRule.strangers(in: text).count == 1)
    }

    @Test(arguments: [
        #"execute(sql: "SELECT * FROM \(kind.table) WHERE id = ?", arguments: [id])"#, #"show("sql: \(x)")"#,
    ]) func `what is known or no statement is not`(_ text: String) {
        #expect(StatementRule.strangers(in: text).isEmpty)
    }
}
