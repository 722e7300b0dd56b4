import ArgumentParser
import Config
import Dialects
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `weir admins`: who logs in to the admin API by name and password.
struct AdminsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admins",
        abstract: "Create, list, disable and enable administrators' accounts; set their passwords.",
        subcommands: [Create.self, List.self, SetPassword.self, Disable.self, Enable.self],
        defaultSubcommand: List.self
    )

    /// `weir admins create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create an account.")

        @OptionGroup var state: StateOptions
        @OptionGroup var password: PasswordOptions
        @Argument(help: "The name to log in by.") var name: String
        @Option(help: "viewer, operator or admin.") var role: String = AdminRole.viewer.rawValue
        @Option(help: "The parts of the admin API it is bound to, such as keys:write,logs:read.") var scopes: String?
        @Option(help: "The organisation it is bound to, by id or name.") var org: String?
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            let grant = AdminGrant(try GrantWords.role(role), scopes: try GrantWords.scopes(scopes))
            let secret = try password.read()
            try Opened.with(state, Environment()) { opened in
                let draft = AdminAccountDraft(name: name, grant: grant, organisation: org, password: secret)
                let account = try opened.control.createAccount(draft, by: .command, at: opened.time.wall)
                AccountPrinter(isJSON: json).one(account)
            }
        }
    }

    /// `weir admins list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")

        @OptionGroup var state: StateOptions
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                AccountPrinter(isJSON: json).list(try opened.control.accounts())
            }
        }
    }

    /// `weir admins set-password`.
    struct SetPassword: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-password",
            abstract: "Give an account another password; its sessions end."
        )

        @OptionGroup var state: StateOptions
        @OptionGroup var password: PasswordOptions
        @Argument(help: "The account's id or name.") var account: String

        func run() throws {
            let secret = try password.read()
            try Opened.with(state, Environment()) { opened in
                let changed = try opened.control.setPassword(
                    of: account,
                    to: secret,
                    by: .command,
                    at: opened.time.wall
                )
                Terminal.show("\(changed.id) (\(changed.name)) has another password")
            }
        }
    }

    /// `weir admins disable`.
    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse an account; its sessions end at once.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The account's id or name.") var account: String

        func run() throws { try AdminsCommand.setEnabled(account, to: false, state) }
    }

    /// `weir admins enable`.
    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what disable did.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The account's id or name.") var account: String

        func run() throws { try AdminsCommand.setEnabled(account, to: true, state) }
    }

    private static func setEnabled(_ account: String, to isEnabled: Bool, _ state: StateOptions) throws {
        try Opened.with(state, Environment()) { opened in
            let now = opened.time.wall
            let changed = try opened.control.setAccountEnabled(account, to: isEnabled, by: .command, at: now)
            Terminal.show("\(changed.id) (\(changed.name)) is \(isEnabled ? "enabled" : "disabled")")
        }
    }
}

/// Where a password comes from: a file, the terminal, or standard input.
struct PasswordOptions: ParsableArguments {
    @Option(help: "A file that holds the password; otherwise it is asked for.") var passwordFile: String?

    /// The password, without the end of its line.
    func read() throws -> Secret {
        if let passwordFile {
            do throws(FileFault) {
                let bytes = try ExternalValues.system.file(passwordFile, 4_096)
                return Secret(copying: bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed())
            } catch {
                throw CommandFailure("the file \(passwordFile) \(error)").exit()
            }
        }
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw CommandFailure("send the password on standard input", status: 2).exit()
            }
            return Secret(line)
        }
        guard let first = getpass("Password: ").map({ Secret(String(cString: $0)) }),
            let second = getpass("Once more: ").map({ Secret(String(cString: $0)) }), first.hasSameBytes(as: second)
        else { throw CommandFailure("the two are not the same").exit() }
        return first
    }
}

/// Shows accounts, never a password.
struct AccountPrinter {
    let isJSON: Bool

    func one(_ account: AdminAccount) {
        if isJSON { return Terminal.show(Self.object(account).line) }
        Terminal.show("\(account.id) (\(account.name)) may log in as \(GrantWords.text(account.grant))")
    }

    func list(_ accounts: [AdminAccount]) {
        if isJSON { return Terminal.show(JSONValue.array(accounts.map(Self.object)).line) }
        var table = TextTable(["ID", "NAME", "ROLE", "STATE", "CREATED"])
        for account in accounts {
            let state = account.disabled == nil ? "good" : "disabled"
            table.add([
                account.id, account.name, GrantWords.text(account.grant), state, CivilTime.text(account.created),
            ])
        }
        Terminal.show(table.text)
    }

    private static func object(_ account: AdminAccount) -> JSONValue {
        .object([
            .init("id", .string(account.id)), .init("name", .string(account.name)),
            .init("role", .string(account.grant.role.rawValue)),
            .init("scopes", .array(account.grant.scopes.map { .string($0.rawValue) })),
            .init("organisation", account.grant.organisation.map { .string($0) } ?? .null),
            .init("disabled", account.disabled.map { .string(CivilTime.text($0)) } ?? .null),
            .init("version", .integer(account.version)),
        ])
    }
}
