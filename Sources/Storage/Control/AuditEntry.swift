package import Exchange

/// One line of the audit trail: who did what to which thing, and what came of it; never a secret.
package struct AuditEntry: Sendable, Hashable {
    /// What came of it.
    package enum Result: String, Sendable, CaseIterable {
        /// It was done.
        case ok
        /// It was asked for and not done.
        case refused
    }

    /// Its number; later entries have greater ones, and none is used twice.
    package let id: Int64
    /// When it was done.
    package let at: WallTime
    /// Who did it: `server`, `cli:` and a user's number, or a key's id.
    package let actor: String
    /// What was done; one of `AuditAction`, or a newer version's word.
    package let action: String
    /// To what: an id, or the words of who asked where there is nothing of that name.
    package let subject: String
    /// More about it, a JSON object.
    package let detail: String
    /// What came of it.
    package let result: Result
}

/// What can be done that the audit trail keeps.
package enum AuditAction: String, Sendable, CaseIterable {
    /// A client or admin key was made.
    case keyCreate = "key.create"
    /// A key was changed.
    case keySet = "key.set"
    /// A key was given a new token.
    case keyRotate = "key.rotate"
    /// A key was ended.
    case keyRevoke = "key.revoke"
    /// A key was used for the first time.
    case keyFirstUse = "key.first_use"
    /// A key that is revoked or has expired was used.
    case keyRefusedUse = "key.refused_use"
    /// A provider's credential was stored.
    case credentialStore = "credential.store"
    /// A provider's credential was replaced by another.
    case credentialReplace = "credential.replace"
    /// A provider's credential was enabled again.
    case credentialEnable = "credential.enable"
    /// A provider's credential was disabled.
    case credentialDisable = "credential.disable"
    /// A provider's credential was opened for the data path, or could not be.
    case credentialOpen = "credential.open"
    /// A provider's credential was given a successor, which takes its place.
    case credentialRotate = "credential.rotate"
    /// The breakers of a target were held open.
    case targetIsolate = "target.isolate"
    /// The breakers of a target were left to themselves again.
    case targetRelease = "target.release"
    /// Sealed secrets were wrapped under another key.
    case secretsRekey = "secrets.rekey"
    /// A key-encryption key was given up, nothing being sealed under it.
    case secretsRetire = "secrets.retire"
    /// Sealed secrets were encrypted anew.
    case secretsReencrypt = "secrets.reencrypt"
    /// An organisation was made.
    case organisationCreate = "org.create"
    /// An organisation was changed.
    case organisationChange = "org.change"
    /// An organisation was enabled again.
    case organisationEnable = "org.enable"
    /// An organisation was disabled, and everybody below it.
    case organisationDisable = "org.disable"
    /// An organisation was deleted.
    case organisationDelete = "org.delete"
    /// A team was made.
    case teamCreate = "team.create"
    /// A team was changed.
    case teamChange = "team.change"
    /// A team was enabled again.
    case teamEnable = "team.enable"
    /// A team was disabled, and everybody below it.
    case teamDisable = "team.disable"
    /// A team was deleted.
    case teamDelete = "team.delete"
    /// A user was made.
    case userCreate = "user.create"
    /// A user was changed.
    case userChange = "user.change"
    /// A user was enabled again.
    case userEnable = "user.enable"
    /// A user was disabled, and everybody below it.
    case userDisable = "user.disable"
    /// A user was deleted.
    case userDelete = "user.delete"
    /// An administrator's account was made.
    case adminCreate = "admin.create"
    /// An administrator's account was given another password.
    case adminPassword = "admin.password"
    /// An administrator's account was enabled again.
    case adminEnable = "admin.enable"
    /// An administrator's account was disabled.
    case adminDisable = "admin.disable"
    /// An administrator logged in, or failed to.
    case sessionOpen = "session.open"
    /// An administrator logged out.
    case sessionClose = "session.close"
    /// An entry of the configuration was made or changed while weir runs.
    case configPut = "config.put"
    /// An entry of the configuration was removed while weir runs.
    case configRemove = "config.remove"
    /// The entries of the configuration were put back to those of an older revision.
    case configRollback = "config.rollback"
    /// A configuration began to be used, or was refused for what is wrong with it.
    case configApply = "config.apply"
    /// Entries of the trail itself were removed for their age.
    case auditTrim = "audit.trim"
}

/// Who does something that the audit trail keeps.
package struct AuditActor: Sendable, Hashable {
    /// The words in the trail.
    package let name: String

    private init(_ name: String) { self.name = name }

    /// The running server by itself.
    package static let server = AuditActor("server")

    /// A command on this machine, by the number of the user who runs it.
    package static func command(user: UInt32) -> AuditActor { AuditActor("cli:\(user)") }

    /// The holder of a key, by the key's id.
    package static func key(_ id: String) -> AuditActor { AuditActor(id) }

    /// The holder of an administrator's account, by the account's id.
    package static func account(_ id: String) -> AuditActor { AuditActor(id) }
}

/// What of the audit trail is asked for.
package struct AuditFilter: Sendable, Hashable {
    /// Only entries behind this number.
    package var after: Int64?
    /// Only entries of this time or later.
    package var since: WallTime?
    /// Only this action, or all whose first word it is: `key.revoke`, `key`.
    package var action: String?
    /// The most entries: the latest ones, or the next ones where `after` is given.
    package var limit = 100

    /// Asks for the latest 100.
    package init() {}
}
