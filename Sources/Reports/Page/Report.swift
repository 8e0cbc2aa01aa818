import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// What a report shows: runs, their scores, and a gallery.
public struct Report: Sendable {
  /// One run, or one folder of masks.
  package struct Run: Sendable {
    package let name: String
    package let path: String
    /// The scores; nil where there are no labels.
    package let scores: Scores?
    /// Pixels of each cluster, over all masks.
    package let clusterPixels: [Int]
    /// The measurements of the training; empty where there was none.
    package let records: [StepRecord]
    /// The name of the method that was trained, which says what the measurements are called.
    package let method: String
    /// The configuration of the training as YAML.
    package let configuration: String?
    /// How many masks were read.
    package let masks: Int
    /// The legend that shows the masks of the run.
    package let legend: MaskLegend

    package init(
      name: String, path: String, scores: Scores?, clusterPixels: [Int], records: [StepRecord],
      method: String, configuration: String?, masks: Int, legend: MaskLegend
    ) {
      self.name = name
      self.path = path
      self.scores = scores
      self.clusterPixels = clusterPixels
      self.records = records
      self.method = method
      self.configuration = configuration
      self.masks = masks
      self.legend = legend
    }
  }

  /// One image of the gallery. Its pictures are `data:` URIs, no larger than the page needs.
  package struct Entry: Sendable {
    /// The image as one run has segmented it.
    package struct View: Sendable {
      package let mask: String?
      package let errors: String?
      /// Share of the scored pixels that are right, 0...1; nil where none is scored.
      package let accuracy: Double?

      package init(mask: String?, errors: String?, accuracy: Double?) {
        self.mask = mask
        self.errors = errors
        self.accuracy = accuracy
      }
    }

    package let name: String
    /// Size of the pictures, in pixels.
    package let width: Int
    package let height: Int
    package let image: String?
    package let label: String?
    /// A view for each run.
    package let views: [View]

    package init(name: String, width: Int, height: Int, image: String?, label: String?, views: [View]) {
      self.name = name
      self.width = width
      self.height = height
      self.image = image
      self.label = label
      self.views = views
    }

    /// The mean of the runs' accuracies.
    package var accuracy: Double? {
      let known = views.compactMap(\.accuracy)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
  }

  /// The heading of the page.
  public let title: String
  package let runs: [Run]
  package let gallery: [Entry]
  /// How many images have a mask; the gallery shows some of them.
  public let images: Int
  /// Files that could not be used, each once.
  public let failures: [FileFailure]

  package init(title: String, runs: [Run], gallery: [Entry], images: Int, failures: [FileFailure]) {
    self.title = title
    self.runs = runs
    self.gallery = gallery
    self.images = images
    self.failures = failures
  }
}
