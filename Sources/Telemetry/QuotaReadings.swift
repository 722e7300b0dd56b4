package import Exchange

/// How limits stand, as series; all that can be are there from the start, at 0.
struct QuotaReadings {
    private struct Key: Hashable {
        let scope: QuotaScope.Label
        let resource: QuotaResource
        let state: QuotaState
    }

    private let directory: any QuotaDirectory

    init(_ directory: any QuotaDirectory) {
        self.directory = directory
    }

    /// The series by family.
    var series: [FamilyID: [Reading]] {
        var subjects: [Key: Int] = [:]
        directory.each { status in
            subjects[Key(scope: status.scope, resource: status.unit.resource, state: status.state), default: 0] += 1
        }
        var decided: [Reading] = []
        var counted: [Reading] = []
        for scope in QuotaScope.Label.allCases {
            for resource in QuotaResource.allCases {
                let labels = [scope.rawValue, resource.rawValue]
                decided += QuotaDecision.allCases.map {
                    Reading(labels + [$0.rawValue], Double(directory.count(scope, resource, $0)))
                }
                counted += QuotaState.allCases.map { state in
                    let key = Key(scope: scope, resource: resource, state: state)
                    return Reading(labels + [state.rawValue], Double(subjects[key] ?? 0))
                }
            }
        }
        return [.ratelimitDecisions: decided, .quotaSubjects: counted]
    }
}

extension Metrics {
    /// Exposes how limits stand.
    package func expose(_ quotas: any QuotaDirectory) {
        registry.collect { QuotaReadings(quotas).series }
    }
}
