import pathlib

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
    QgsProcessingParameterFile, QgsProcessingParameterFolderDestination, QgsProcessingUtils)

from .base import TesseraAlgorithm
from .labels import write_labels


class Teach(TesseraAlgorithm):
    verb = "teach"
    title = "Name the classes by few labels"
    stage = "measuring features"
    help = (
        "Teaches the classes of a few labels to a trained model. The output is a model that shows the classes under their "
        "names; 'Segment images' takes it.\n"
        "The labels are a vector layer with a field of class names: polygons, lines or points that lie in some of the "
        "images. Or they are a folder of label images with the names of the images, or the names.json that the page of "
        "`tessera page` has saved. In label images 255 means no label.\n"
        "If the layer is shown by categories of the field, the classes take its colours.")

    def initAlgorithm(self, configuration=None):
        self.add_images(several=False)
        self.addParameter(QgsProcessingParameterFile(
            "MODEL", "Model (the output folder of a training)", behavior=QgsProcessingParameterFile.Folder))
        self.addParameter(QgsProcessingParameterFeatureSource(
            "LABELS", "Vector layer of labels", [QgsProcessing.TypeVectorAnyGeometry], optional=True))
        self.addParameter(QgsProcessingParameterField(
            "FIELD", "Field of the class names", parentLayerParameterName="LABELS", optional=True))
        self.addParameter(QgsProcessingParameterFile(
            "LABEL_FOLDER", "Or a folder of label images", behavior=QgsProcessingParameterFile.Folder, optional=True))
        self.addParameter(QgsProcessingParameterFile(
            "CLASSES_FILE", "Classes of the label images (YAML, CSV and others)", optional=True))
        self.add_flag("BALANCED", "Let all classes count alike, for scribbles that show rare classes often")
        self.add_more()
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", "Taught model"))

    def checkParameterValues(self, parameters, context):
        fine, message = super().checkParameterValues(parameters, context)
        has_layer = bool(parameters.get("LABELS"))
        if fine and has_layer == bool(parameters.get("LABEL_FOLDER")):
            return False, "Give a vector layer of labels or a folder of label images."
        if fine and has_layer and not parameters.get("FIELD"):
            return False, "Give the field of the class names."
        return fine, message

    def prepareAlgorithm(self, parameters, context, feedback):
        # Layers of the project are read in the main thread alone.
        layer = self.parameterAsVectorLayer(parameters, "LABELS", context) if parameters.get("LABELS") else None
        field = self.parameterAsString(parameters, "FIELD", context)
        renderer = layer.renderer() if layer else None
        self.colours = {}
        if renderer and renderer.type() == "categorizedSymbol" and renderer.classAttribute() == field:
            self.colours = {str(one.value()): one.symbol().color().name() for one in renderer.categories()}
        return True

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsString(parameters, "OUTPUT", context)
        images = self.one_image(parameters, context)
        labels = self.parameterAsString(parameters, "LABEL_FOLDER", context)
        classes = self.parameterAsString(parameters, "CLASSES_FILE", context)
        if not labels:
            source = self.parameterAsSource(parameters, "LABELS", context)
            folder = pathlib.Path(QgsProcessingUtils.generateTempFilename("labels"))
            field = self.parameterAsString(parameters, "FIELD", context)
            count = write_labels(source, field, self.colours, images, folder / "images", context, feedback)
            if feedback.isCanceled():
                return {}
            if count == 0:
                raise QgsProcessingException(f"No feature with a value of {field} lies in an image of {images}.")
            labels, classes = folder / "images", folder / "images" / "classes.csv"
        lines = self.tessera([images, labels], {
            "--model": self.parameterAsString(parameters, "MODEL", context),
            "--output": output,
            "--classes-file": classes,
            "--class-weights": "balanced" if self.parameterAsBool(parameters, "BALANCED", context) else None,
        }, parameters, context, feedback)
        return {} if lines is None else {"OUTPUT": output}
