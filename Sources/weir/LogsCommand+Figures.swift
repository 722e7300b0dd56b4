import ArgumentParser
import Query
import Storage

extension LogsCommand {
    /// `weir logs stats`: sums over groups.
    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count, error share, latencies, tokens and cost by fields and spans of time."
        )

        @OptionGroup var place: Place
        @OptionGroup var question: Question
        @Option(help: "Up to three fields with few values, with commas between them.") var by: String = "model"
        @Option(help: "minute, 5m, hour or day.") var bucket: String?
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            let aggregation = try aggregation()
            try LogsCommand.reading {
                let filling = SearchFilling()
                let search = HistorySearch(files: try place.files, limit: .seconds(60))
                let figures = try search.statistics(try question.parsed(), aggregation, report: filling.report)
                filling.end()
                FiguresPrinter(isJSON: json).figures(figures, aggregation)
            }
        }

        private func aggregation() throws -> Aggregation {
            let bucket = try bucket.map { word in
                guard let bucket = TimeBucket(rawValue: word) else {
                    throw ValidationError("--bucket is minute, 5m, hour or day")
                }
                return bucket
            }
            do throws(QueryRefusal) {
                var fields: [Grouping] = []
                for name in by.split(separator: ",") { fields.append(try Grouping(String(name))) }
                return try Aggregation(by: fields, bucket: bucket)
            } catch {
                throw ValidationError("--by: \(error.diagnostics.first.map { QueryPointer.sentence($0) } ?? "")")
            }
        }
    }

    /// `weir logs facets`: the values of a field.
    struct Facets: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the most frequent values of a field, with how many exchanges have each."
        )

        @OptionGroup var place: Place
        @OptionGroup var question: Question
        @Option(help: "The field; one with few values.") var field: String
        @Option(name: .shortAndLong, help: "How many values.") var limit: Int = 20
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            guard 1...1_000 ~= limit else { throw ValidationError("--limit is 1 to 1000") }
            let grouping: Grouping
            do throws(QueryRefusal) {
                grouping = try Grouping(field)
            } catch {
                throw ValidationError("--field: \(error.diagnostics.first.map { QueryPointer.sentence($0) } ?? "")")
            }
            try LogsCommand.reading {
                let filling = SearchFilling()
                let search = HistorySearch(files: try place.files, limit: .seconds(60))
                let query = try question.parsed()
                let facet = try search.facets(query, of: grouping, count: limit, report: filling.report)
                filling.end()
                FiguresPrinter(isJSON: json).facet(facet, of: field)
            }
        }
    }
}
