import Foundation
import Reports
import Segmentation

/// libFuzzer target of `metrics.csv`: text is refused by a typed error, or what it says is written, read and drawn again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  do {
    let log = try MetricsLog(csv: text, path: "fuzz.csv", upTo: .max)
    let again = try MetricsLog(csv: log.csv, path: "again.csv", upTo: .max)
    precondition(again.records.count == log.records.count, "a record was lost on the way")
    let curves = TrainingCurves.svg(log.records, words: .named("iic"))
    precondition(curves.hasSuffix("</svg>\n"), "half a picture")
  } catch let error as MetricsError {
    precondition("\(error)".hasPrefix("fuzz.csv: "), "the file is not named: \(error)")
  } catch {
    preconditionFailure("not a typed error: \(error)")
  }
  return 0
}
