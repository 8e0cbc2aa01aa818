import Basics

/// Eight neighbouring floats, which the kernels compute together. The compiler splits them for shorter vector units.
typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
  @inline(__always) func lanes(_ at: Int) -> Lanes { UnsafeRawPointer(self + at).loadUnaligned(as: Lanes.self) }
}

extension UnsafeMutablePointer<Float> {
  @inline(__always) func lanes(_ at: Int) -> Lanes { UnsafeRawPointer(self + at).loadUnaligned(as: Lanes.self) }
  @inline(__always) func store(_ value: Lanes, _ at: Int) {
    UnsafeMutableRawPointer(self + at).storeBytes(of: value, as: Lanes.self)
  }
}
