import Foundation
import NeuralNet

/// libFuzzer target of safetensors files: what is read is written and read again alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  do {
    let file = try SafetensorsFile(data, path: "fuzz.safetensors")
    let again = try SafetensorsFile(file.encoded(), path: "fuzz.safetensors")
    precondition(again.metadata == file.metadata, "metadata was lost on the way")
    for (name, tensor) in file.tensors {
      guard let other = again.tensors[name] else { preconditionFailure("\(name) was lost on the way") }
      precondition(other.shape == tensor.shape, "\(name) has another shape")
      precondition(other.values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "\(name) has other values")
    }
  } catch let error as SafetensorsError {
    precondition("\(error)".hasPrefix("fuzz.safetensors: "), "the file is not named: \(error)")
  } catch {
    preconditionFailure("not a typed error: \(error)")
  }
  return 0
}
