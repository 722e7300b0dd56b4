import Dialects
import Exchange
import Testing

@Suite struct SigV4Tests {
    private static let key = Secret("AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    /// 2015-08-30T12:36:00Z, the time of AWS's own test suite.
    private static let time = WallTime(nanoseconds: 1_440_938_160_000_000_000)
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func signature(_ request: SigV4.Request, key: Secret = Self.key) throws -> SigV4.Signature {
        let credential = try #require(AWSCredential(key))
        return SigV4(region: "us-east-1", service: "service").sign(request, with: credential, at: Self.time)
    }

    private func request(_ method: String, _ target: String, _ headers: [(String, String)] = []) -> SigV4.Request {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return SigV4.Request(
            method: method,
            path: String(parts[0]),
            query: parts.count == 2 ? String(parts[1]) : "",
            headers: [("Host", "example.amazonaws.com")] + headers.map { (name: $0.0, value: $0.1) },
            bodyHash: Self.nothing
        )
    }

    @Test(
        arguments: [
            ("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            (
                "GET", "/?Param2=value2&Param1=value1",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
            ("GET", "/?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
            ("GET", "/\u{1234}", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
            ("GET", "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("GET", "//", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("GET", "/./", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ]
    )
    func `a vector of AWS's test suite is signed so`(method: String, target: String, expected: String) throws {
        let found = try signature(request(method, target))
        #expect(found.date == "20150830T123600Z")
        #expect(
            found.authorization == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=\(expected)"
        )
    }

    @Test func `a form is signed with its type and its body`() throws {
        var form = request("POST", "/", [("Content-Type", "application/x-www-form-urlencoded")])
        var hash = SigV4BodyHash()
        for piece in ["Param1", "", "=value1"] { Array(piece.utf8).withUnsafeBytes { hash.update($0) } }
        form.bodyHash = hash.text
        let found = try signature(form)
        #expect(found.authorization.contains("SignedHeaders=content-type;host;x-amz-date, "))
        #expect(
            found.authorization.hasSuffix("=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")
        )
    }

    @Test func `values lose their spare blanks`() throws {
        let found = try signature(request("GET", "/", [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")]))
        #expect(
            found.authorization.hasSuffix("=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")
        )
    }

    @Test func `fields of one name are one line`() throws {
        let apart = try signature(request("GET", "/", [("X-A", "1"), ("x-a", "2")]))
        #expect(try signature(request("GET", "/", [("x-a", "1,2")])) == apart)
    }

    @Test func `a session token is signed and never written into the signature`() throws {
        let found = try signature(request("POST", "/"), key: Secret("AKIDEXAMPLE:wJalrXUtnFEMI:AQoDYXdzEPT=="))
        #expect(found.authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token, "))
        #expect(!found.authorization.contains("AQoDYXdzEPT") && !found.authorization.contains("wJalrXUtnFEMI"))
    }

    @Test func `five hundred requests are signed as botocore signs them`() throws {
        let expected = SigV4Vectors.signatures
        #expect(expected.count == 500)
        for (index, signature) in expected.enumerated() {
            let sample = SigV4Vectors.Sample(seed: UInt64(index + 1))
            let credential = try #require(AWSCredential(sample.credential))
            let found = SigV4(region: sample.region).sign(sample.request, with: credential, at: sample.time)
            #expect(found.authorization.contains("Signature=\(signature)"), "request \(index + 1)")
        }
    }

    @Test(
        arguments: ["", "a", "a:", ":b", "a:b:", "a:b:c:d", "a b:c", "a:b\n", "a:b:c\r\n", "é:b", "a:b\u{7F}", "::"]
    )
    func `what is not two or three visible words is no credential`(text: String) {
        #expect(AWSCredential(Secret(text)) == nil)
    }

    @Test(
        arguments: [
            ("bedrock-runtime.us-east-1.amazonaws.com", "us-east-1"),
            ("Bedrock-Runtime-FIPS.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("bedrock-runtime.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("bedrock-runtime.eu-central-2.api.aws", "eu-central-2"),
            ("vpce-0123-ab.bedrock-runtime.ap-southeast-3.vpce.amazonaws.com", "ap-southeast-3"),
            ("127.0.0.1", nil), ("bedrock-runtime", nil), ("bedrock-runtime.us-east-1", nil), ("", nil),
            ("bedrock-runtime.us-east-.amazonaws.com", nil), ("bedrock-runtime.internal.example", nil),
            ("bedrock-runtime..amazonaws.com", nil), ("us-east-1.bedrock", nil),
        ] as [(String, String?)]
    )
    func `a host of Bedrock tells its region`(host: String, region: String?) {
        #expect(AWSRegion.of(host: host) == region)
    }
}
