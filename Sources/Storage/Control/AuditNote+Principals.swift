import Exchange

extension AuditAction {
    /// What can be done to an organisation, a team or a user.
    enum PrincipalAct {
        case create, change, enable, disable, delete
    }

    /// The action for a kind.
    static func of(_ act: PrincipalAct, _ kind: PrincipalKind) -> AuditAction {
        switch (kind, act) {
        case (.organisation, .create): .organisationCreate
        case (.organisation, .change): .organisationChange
        case (.organisation, .enable): .organisationEnable
        case (.organisation, .disable): .organisationDisable
        case (.organisation, .delete): .organisationDelete
        case (.team, .create): .teamCreate
        case (.team, .change): .teamChange
        case (.team, .enable): .teamEnable
        case (.team, .disable): .teamDisable
        case (.team, .delete): .teamDelete
        case (.user, .create): .userCreate
        case (.user, .change): .userChange
        case (.user, .enable): .userEnable
        case (.user, .disable): .userDisable
        case (.user, .delete): .userDelete
        }
    }
}

extension AuditNote {
    /// Tells of an organisation, a team or a user as it is from now on.
    mutating func take(_ principal: Principal, _ attributes: Attributes, version: Int64) {
        subject = principal.id
        detail = [
            ("name", .word(principal.name)), ("models", .words(attributes.models)),
            ("endpoints", .words(attributes.endpoints)), ("providers", .words(attributes.providers)),
            ("residency", .words(attributes.residency)), ("capture", .word(attributes.capture?.rawValue)),
            ("priority", .word(attributes.priority?.rawValue)),
            ("max_concurrent", .integer(attributes.maxConcurrent.map { Int64($0) })),
            ("expires_us", .integer(attributes.expires?.microseconds)), ("version", .integer(version)),
        ]
    }

    /// Tells what an issuer of tokens calls a user.
    mutating func take(_ identity: UserIdentity?) {
        guard let identity else { return }
        detail += [("issuer", .word(identity.issuer)), ("subject", .word(identity.subject))]
    }
}
