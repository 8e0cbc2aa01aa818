import Basics
import Datasets
import Foundation
import Segmentation

/// libFuzzer target of files of classes of all kinds, and of settings (few of them, since the defaults are written out for each input).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  func read(_ body: () throws -> Void) {
    do {
      try body()
    } catch let error as ConfigurationError {
      precondition("\(error)".contains("fuzz.yaml"), "the file is not named: \(error)")
    } catch let error as ClassTableError {
      precondition("\(error)".contains("fuzz.yaml"), "the file is not named: \(error)")
    } catch {
      preconditionFailure("not a typed error: \(error)")
    }
  }
  read {
    let table = try ClassTable(yaml: text, path: "fuzz.yaml")
    precondition((1...254).contains(table.classes.count), "\(table.classes.count) classes")
  }
  read {
    let table = try ClassFile.table(text, path: "fuzz.yaml")
    precondition((1...254).contains(table.classes.count), "\(table.classes.count) classes")
  }
  read { _ = try ConfigurationFile.decode(text, over: InputConfiguration(), path: "fuzz.yaml") }
  return 0
}
