extension Palette {
  /// The colour of a label: the entry of this palette, or of ``standard`` where this palette has none.
  ///
  /// Colours repeat after 255 labels. ``Label/none`` is black.
  public subscript(label: UInt16) -> Colour {
    if label == Label.none { return Colour(hex: 0) }
    let entry = Int(label) % 255
    return entry < colours.count ? colours[entry] : Palette.standard.colours[entry]
  }
}
