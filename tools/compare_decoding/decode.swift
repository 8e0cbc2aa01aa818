import Foundation
import Imaging

// For each path on standard input: a line of JSON on standard output that says what the file holds or why it is refused, and
// the samples as they lie in memory in the file FOLDER/NUMBER.
let folder = URL(filePath: CommandLine.arguments[1])
var number = 0
while let path = readLine() {
  var answer: [String: Any] = ["path": path]
  do {
    let image = try Raster(contentsOf: URL(filePath: path))
    answer["width"] = image.width
    answer["height"] = image.height
    answer["channels"] = image.bands
    answer["file"] = number
    let data: Data
    switch image.samples {
    case .uint8(let values): (answer["bits"], data) = (8, Data(values))
    case .uint16(let values): (answer["bits"], data) = (16, values.withUnsafeBytes { Data($0) })
    case .float32: preconditionFailure("neither PNG nor JPEG holds floating-point samples")
    }
    try data.write(to: folder.appending(path: "\(number)"))
  } catch let error as ImageIOError {
    answer["error"] = "\(error)"
    answer["kind"] = "\(error)".isEmpty ? "" : String(describing: Mirror(reflecting: error).children.first?.label ?? "")
  }
  print(String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self))
  number += 1
}
