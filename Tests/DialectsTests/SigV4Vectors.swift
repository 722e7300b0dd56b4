import Dialects
import Exchange

/// Requests made from a seed, and how botocore 1.44.5 signed the very same ones at the same times.
enum SigV4Vectors {
    /// One request; every choice is the next number of the seed's.
    struct Sample {
        let time: WallTime
        let credential: Secret
        let region: String
        let request: SigV4.Request

        init(seed: UInt64) {
            var chance = Chance(numbers: SplitMix(state: seed))
            time = WallTime(nanoseconds: Int64(946_684_800 + chance.below(3_155_760_000)) * 1_000_000_000)
            let letters = ["A", "b", "9", "/", "+"]
            let key = chance.text(letters, 40...40)
            let token = chance.below(2) == 0 ? "" : ":" + chance.text(letters, 100...400)
            credential = Secret("AKIDEXAMPLE:\(key)\(token)")
            region = chance.pick(["us-east-1", "eu-central-2", "us-gov-west-1"])
            let method = chance.pick(["GET", "POST", "PUT"])
            var path = ""
            for _ in 0...chance.below(4) { path += "/m" + chance.text(Self.path, 0...12) }
            if chance.below(5) == 0 { path += "/" }
            let query = (0..<chance.below(5)).map { _ in chance.pick(Self.names) + "=" + chance.pick(Self.values) }
            let host = "bedrock-runtime.\(region).amazonaws.com"
            var headers = [(name: "Host", value: host)]
            if chance.below(2) == 1 { headers.append(("Content-Type", "application/json")) }
            for number in 0..<chance.below(4) {
                headers.append(("X-Amz-Meta-\(number)", "w" + chance.text(Self.words, 0...6)))
            }
            let body = (0..<chance.below(100)).map { _ in UInt8(chance.below(256)) }
            var hash = SigV4BodyHash()
            body.withUnsafeBytes { hash.update($0) }
            request = SigV4.Request(
                method: method,
                path: path,
                query: query.joined(separator: "&"),
                headers: headers,
                bodyHash: hash.text
            )
        }

        private static let path = [
            "a", "Z", "0", "-", "_", ".", "~", "%3A", "%2F", "%20", "%C3%A9", ":", "@", "+", "=", "$", ",",
        ]
        private static let names = ["a", "B", "x-y", "%24filter", "key", "Action"]
        private static let values = ["", "1", "a%20b", "%2F", "z~", "%E1%88%B4"]
        private static let words = ["a", "b9", "  ", "x/y", "; q=1", "é"]
    }

    private struct Chance {
        var numbers: SplitMix

        mutating func below(_ bound: Int) -> Int { Int(numbers.next() % UInt64(bound)) }

        mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }

        mutating func text(_ letters: [String], _ length: ClosedRange<Int>) -> String {
            (0..<length.lowerBound + below(length.count)).map { _ in pick(letters) }.joined()
        }
    }

    /// The first 16 digits of the signatures of the seeds 1 to 500.
    static let signatures = text.split { $0 == " " || $0 == "\n" }.map(String.init)

    private static let text = """
        9f441662770d4426 1d3a077a0abbf12f 17937fc101847d16 4f852dcb4056cf0d d1cfca8babf2fbbf 359ddc75942c3389
        2a53bff6aae1452f e07ef51bc085a25c 0dafe34b43a2e54e 3eb6938ea7fa142c 767d35119ffac8ba f80ed2efa71950c9
        49a01e7c1ab4739a 0a6b686c84f12619 2cd2839794f65539 efba2955f3fed86d 0281d9d032f8df0c 359bdb62f728ce9a
        8cbc0e1670b45655 0d0798817e8b8752 b9f7583df3dd3897 e076eeb141d76f24 996cd63527ad85a1 fd5e718dd65c9424
        747a2c8ac45d9f3d 19da17a257861fa6 5b89dbf42fffd0b5 e74335aff417a565 985bc3e30e96eed2 52f9a94593f52078
        167daa4a691b6abf 57d28cdc377d502f 9df2ba7f45aac69b 2c14f217259223c3 3ed913783dac9f0b 68069f20afcc89c5
        e9a37d17ec5bac36 585765e357eb7d44 01c81c185e4b5e29 840b4d7fa2c917e0 1862950a023fad02 41c647e826f942a9
        a1c0a32105065ba9 871d06d165037474 eec4449ca41a7fc9 37fcb27eb468ff45 ee37ee9b2cea400b 7073245ba339161f
        48bb123377f425bb f232cde2c930d561 7e401a49cc2e1e53 3e8ac828ef5a9f74 7d2a1c1f6ded2b6f 6d61465bb977048a
        ce9bce66d927b987 90938fa8e4ef37cc 671ef4c85eef7b60 e611a53cbbfa3efa e67a07e4ece14d9e 272e2b0f39b6603d
        6678efe07aa3cb85 03ad0f4e02c73074 f1765e23fa5adb00 4bdf0670f540acf4 d3f496fd2f580d4d 2d33832a40919649
        942989bb0636decf ad6921985cd1c1f8 32843dc116e0de82 afd8c2e85a4e296f c7b13d316fe4f46a d5857b4584f566ad
        1981e1085c9c115d 2c04b71cbc7e46d1 a9ac9cb37a842099 f618f4966216ae69 661c822286661e81 10976c462e6807ef
        f8ebba7af1e26361 0612e0b2785c9a6f 1ed6ca2ea6f4007b 96b7580a946515d2 dd312282adaf90fc c431c5ee083e44bd
        080381dcf25bcdb2 0546638dda485195 6a271dc476a40faa c3750a5fce44fb38 c5047e7378b21e48 f25c6963eff63b5c
        5dbc6ba27562ab67 c0ef2cfbdc8d9acd 9b78f64397a54ed0 9d4b53b2834ba53f f369f8af962fe003 8f9f6f4273a9e877
        484ab54d8b6b8527 e28e1e81f45f3fab 7d9ea8325e133af3 45dd5e2d758f2dfb 59fb0e8ca68a3188 9acb3151b4de82d2
        71380952e4330f9c 6c00d3986f8202ea d2314346e5f0a1eb dad20ab719554a6b 6a3b3b782ebf230f 761d88f0cb7e0da6
        e14b4137d362fadf 7982b1341b0f5bbb a5300ab854bfb654 63943fa223290338 bc8ceab9e5d563f0 83d08f12d1eeb4e6
        f65a8db939eb78af 504696ac23f680b4 5ea28f6554cac6c7 7c6b35a894aa49d3 1ad2df1445d066a0 b7d406b20050f1bf
        acd5bb5a5df58638 c27f128dd4ca2af8 12e8b6d606723c73 cd10724fc8975deb 24e7bfad61161c76 a5832e31b4dc5f4f
        01f3148d16658a53 d9cee160dcfcb381 3ab27b26e0dbf47b 5d70f242401cbce0 e1748278f625b6ee b387a22209451c38
        72838a54d216ff00 f38ef46665dbc49d f031142117b15964 8ccae314daf2fe89 e1c601fb67c64b4c 1c5ffefcbb00b4c5
        4d57dd3e656b7553 1f6a7ab15a609bd9 bad38fb7e75e88a5 7b1e403fd294fd38 7773f985b8789878 e732c66bd1b4dcd8
        8c141abcded35874 68b8920ebef08ac8 18e510662f1c81ff 96b65e3118bd3e7d 545574c7231c428c 60ee45a94a6ff2ce
        7e461848ea5a68a1 bdb2735bb0032c9b 3a36f9e54e46893a 2f2037dbd2bb8a74 73d3bc8094075458 eb57aa6391dd677b
        1e309e4f719a3094 045ea50c9fa03181 ede6ae3816090245 544fdbb92585814b 271f54e03bfee522 1c37dcb39a4ce09d
        cc95039527f0308e 0ef06f8935ad32b7 92237850d7180ba0 21e88b269e230e86 e6f241e21bd0282e 06c9580ae10cb648
        04630e768d5d4450 678d7008bb7bf7d6 9ae61775c77d3caf a97905adb6670446 6eda7834f6ced91c 4ca2c55c6d5536a6
        7507de09f36759ed 7362d81f83f900a4 d2a0e9d6d1b903ae 6453b117af6893aa d29ecdea6e9a83a1 8d3a11d2a1f195a3
        ce0e223783cce815 bade50edb1ec9181 2fd9811fa597e032 56305cbbf0c9351b 7234aba7f4a06e5e 69db5e10d4c320b7
        6eeee415a24b0ab1 bfe014dcf2977734 a4a290b8a1e7fa10 0ca362e6fddd06bd b6ba65ed11a9678b 8ce78198e356e312
        748816b94ed19726 b22d6be7590d0998 54662d4deb833ae3 e4450742f490bd09 7e54104b81e168ee f7db27c9d8461b72
        b801da7f686fca8e 18ad3bee6a62e2d7 dfee3d42e884d3d5 e530569446f9c1cc 755dd1d64726c3bd 9818fb698a32012f
        2c542bb069c5e353 b46044ed4e1d58b1 3acac3000ad29aab 0ec8234b108d6e8b 51dafd62c8191f74 a104deefcccb7d24
        b66760f451bfbe3f a4cd3120495c958a 51a6efe6dcde995a 1144dd97a77975b1 26a90366bab139ed 79544e95246e9bd9
        e03946c6a9e97973 ecc20f5ae4f8d58c 4ac60aefc151ccad 9db6f11c1f8cca21 320443c3760d8c80 2161490b7e5cd198
        2b2165a31a4907e9 294c6211ae5dee9b c2dd6ff984edf524 4d247c24e3f40ed7 ea5d36695e20a2b7 6bcc4234c8b42155
        94414d1d284e41f4 dc4b2cb6fcc0a44c 172a3c242697841e f9f301e4bc1f20ec 0f89c446d834bca0 010faa5bef1c2467
        6bd039c1c82892a6 d73d261c185bc527 02add449954e0073 96ce6b90a8ac4c0e 812f35c5f22e4b91 cb9dbc2015440107
        8f62fb44dc247171 f8d635e187f06b61 be5e349bcf5a0753 8cf559408f1b326e 7b10932eec720b74 c9d79a3e7007aee2
        e5532a5761069e35 42c515e57b2a49e9 4c5c240d9266a0ca 871dad2e43312f1b 234e34c58ca090f0 518fede4ca3fdb52
        aa4db1d37959c4af 1f6ffe93de3093eb a7dda1441d168a18 1e007c7e3b94ecc2 5bef12f0206f7e14 a9040e91b5ba6162
        1c6fa3135183a8a8 ed997f76113927bc ce2f1219414c1990 af4267c51fcc115c 027669081f752fc4 e110d3d125251aff
        6978fea4dd559ace 5df9ae6ade5a5e40 ad3ed974dd901e45 a5af3a84211fb896 fc42b370c3efb742 adc030b3574fc075
        28a83875a21dcfea cf83a4c04af8451e e190f40ab8ad351a 3f481ad540c2c495 54c22554881a5e35 7ddecd8691e09d36
        90a5b51c95f2259e aa660bbd032ac5a7 2ce16c2046c3214c 254cf206a1381dd9 4b6a07f19af3ee05 a83e6a6601d3478d
        56d83434ae0c295f 97243c028184c0ec d9eb938af33f4d29 0179fe85359c0a51 a3f42292fa77afcc 80778479de912e80
        496c67a91e55284c e887c806bb66f7ef eea4fa2b2131f5f8 859af10ba46020f6 df0d6dce16ba9a6f deacb285dd728420
        8a05398d0f3ab56f 59d5e121ec06c2d9 9fcff32d867ad010 50708757c0f8da6c 4aa787b766267214 58e122182d2a5832
        b17f12cdb850f706 e600c84f9ffea2de f419b10397f8ac93 e1b6e9676726751e a2bb20ae2aaa7fdd ca5343137b6c2ae8
        c45bf9ac4f6fdd46 4ef16e9bae6842c2 272556e066722016 b696125c60e5f9d5 dbade0540e9160d2 4eb073ccf91b667c
        7f3d30b0fbd66e65 1500d3683da321f1 f5cb66ef2430eb9c 0f33a6b4ac2c2bd9 f13a99af177405f2 49aac372006e6195
        43e4f44ac14c5caf bc612538e4788224 53cfdb8f73bd4eb7 a22ab2b232f3f532 324b4340080cab45 0a878c014b5d70d3
        f004ff8b5c373268 2e5d57cf95de85cd afe81f80513d8a76 d06336136e0d0df1 b2b6e6118d8489ed 134abe6615f648b1
        a645cbd74c9f82f5 6cc0694718aa104f 468c37dfd42f60ef c3e0c4f213727bf7 5390317366f9d382 18781d97944d1725
        51177043224de850 ea2fd6abb9307324 c77ff2c81683c4f6 14e240b8dbdea742 e1f10df4cde69036 41b878271c0cea64
        d40c60193ed78bc6 be888adc210e8c6a 429dfb3e9d333ae1 86063bd57e322502 ec6143a2e248cfe8 39e5a9d2a203a127
        a1ce67f89ea2adf3 44fd5a09f113e55f d2201d963206878c 94a93c7ef3eec866 a4c65e1798c4addc eed539aebe39c9bc
        d3687f953e2d45d8 ac9fce440bea5174 a1304f2c45ff40af 0c33fa873a303d26 0bb5fd1d8b1e8c57 4b4d3ddade1b8156
        bafa6daafce1b46c fd191547632b6c03 156302cb01154cee 595e33666b0440dd f88bf682ced400b2 808a796c0a23c946
        3a3297bd18abcd64 43554e3048e9a72d 05746dbe9ebf6c38 a44ca06ae3bba57f 220827ac4610a753 db0108cb879c91a8
        39d68ba3f1f5c25c b0f389dcf3ec8cd6 0ebf09a41c3aaa8d 318f701cab76c2c0 64eb51a15c836230 90c80571914dd1b2
        3b3cc5a4c68a8e5f 5b4983c04d5b7012 3933b0f45e514ae1 cdc45a823de2a404 3455c3e685b069e0 db308e23262ff9b2
        8de5718cb7c934ce 55f22a25d1f5aea5 93d57946f6cd5e88 c4dacd6b195c6bc7 6581a9142e377dbb fe63002596fd4c65
        18eddcf46d3bb286 2ccca029302968a1 a225110ece60954b cfefa6a33ed830d8 e60db2bdf1a45e79 4505fbc9212c164c
        f221baae79939e97 121af1f633a2ab75 fdd3abb037c858bb 476d6735aeb36e76 b62b023a1b903cbb 99d285668917240b
        66dd0688c828c8b0 93152b48c3762cf2 dc6e650c99f415e0 10ff692225fe2a68 8ea1ed845c1bfb6f 6cbb9f6a2301dfca
        c827cec7148db862 e11a7334da28ff63 b9cce93aab4c162f 373470874dcc7b75 6a0732cb8e5916d6 1e721e1534473026
        b8c0722c783fa903 9e6608af570adcf3 bdc3ba29460847d5 bb84474d0e4d2a3b 0e2c8d2ef5502656 2d45583f10837673
        1e12e9544076f23c 4da023caa52ca363 b0ae52af50f475e2 e577f1f0134b67ef 8edfed6216b88a9a 8f11c31a71bbeff9
        8ca65b1b87368572 04eeaff411efee48 0e7965066d87d9b7 cf6df6311e85c707 3c7df2f4c2cd0fd9 5172b1e3769319e3
        87796e9fb32037a4 78c4f7b456dddaa4 2f1a6fe5c64f526b b30ab2dca45a985d 9c6e12ac3148dee5 778f3d50249bbeb6
        2a6591cd9c5a223c 41f457d05e66a48c 38264398bb2d6d9b e987e24ec3351e64 6307c8aca7f4bb84 58930546453ee612
        2fef0dc05d01ad86 8ab2597b1b0cc0e2 5670aff688d787ae b7d7d52c14ad5889 503310da6340063e 4a47b32e6a89b5e7
        94018e7be87d459e c84bb88e7691e2e0 1ed6a3a44094a612 5ea30ff7e707b89d 0cd98dc27bd1f219 a9dd87e2febde584
        3fe9b2618c776edb a7ad53494ec7255a b0b4ab0621e1531a bacfeca484e9cce5 63792d6209c4809b 49175dca1e72ec05
        0af5ab41830f1fdb ce3af3fffcf99b9a 5b072c5da0795fee b27a71cb385d48aa ca854fc4eb293096 0592307605d93a43
        18b0f8ae83164ca3 1347d60442fc659c 5df9a52d32b7d928 7a83906315d8e3c0 54b79fb1ad7df24a 2ff7ec80a7ea231d
        bdf6c46ab8ff2471 8f2d68129d2f0450 d3b46e51b6cb4fcd 731d5d224785380c 4ab46eb013954703 e3f2b731b34dd799
        46d784e6d1b18408 924f7914605ce79f 5cd1ab419bdbfbe3 c79c593979d31ed4 3212d5221d82b9c1 70e986d9bddeb6ff
        ef8620d769f45872 4d130da7608de1b1 71903dc30a2da665 43b3fdc85d71f074 89d4b5cfb6962ac1 6bcd40b6b6433e96
        2f0387e4bbb93503 976b407b48fc6470 4f2bd7086bef7feb 888b03c8fb745f44 7952711c6ffbee13 436c6d92cd0a4b45
        3fa69d595fb67fbb f1248cc2c796c821
        """
}
