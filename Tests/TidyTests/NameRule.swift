/// Names are the field's terms; words that fit everything name nothing.
enum NameRule {
    /// Words no file and no type may have in its name.
    static let banned: Set<String> = [
        "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Common", "Base", "Core", "Shared",
        "Service", "Impl", "Handler", "Engine", "Processor",
    ]

    /// Names that have such a word all the same, and why.
    static let allowed = [
        "Base64URL": "the encoding's own name (RFC 7515, section 2)",
        "BaseURL": "the OpenAI SDKs' own term for a provider's address (base_url, OPENAI_BASE_URL)",
        "SharedFiles": "the folder of recorded fixtures is named `shared`",
    ]

    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]

    static func findings(in file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        if let word = bannedWord(in: file.name) {
            findings.append(file.finding(1, "the file's name holds \"\(word)\""))
        }
        let words = file.words
        for (word, name) in zip(words, words.dropFirst()) where kinds.contains(word.text) && word.line == name.line {
            guard word.before != ".", let banned = bannedWord(in: name.text) else { continue }
            findings.append(file.finding(name.line, "the name `\(name.text)` holds \"\(banned)\""))
        }
        return findings
    }

    private static func bannedWord(in name: String) -> String? {
        if allowed[name] != nil { return nil }
        return parts(of: name).first { banned.contains($0) }
    }

    /// The words of a name in camel case, each with its first letter large; `HTTPHandler` has two.
    static func parts(of name: String) -> [String] {
        let letters = Array(name)
        var parts: [String] = []
        for (index, letter) in letters.enumerated() where letter.isLetter {
            let isAfterLetter = index > 0 && letters[index - 1].isLetter
            let isAfterLower = isAfterLetter && letters[index - 1].isLowercase
            let isBeforeLower = index + 1 < letters.count && letters[index + 1].isLowercase
            let begins = !isAfterLetter || letter.isUppercase && (isAfterLower || isBeforeLower)
            if begins {
                parts.append(letter.uppercased())
            } else {
                parts[parts.count - 1].append(letter)
            }
        }
        return parts
    }
}
