"""What the algorithms share: their inputs, a run of the command with its feedback, and layers to load."""
import pathlib
import shlex

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsProcessing, QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingException, QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition, QgsProcessingParameterFile, QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber, QgsProcessingParameterRasterLayer, QgsProcessingParameterString, QgsProviderRegistry,
    QgsRasterLayer)

from .runner import CommandError, run

COMMAND_SETTING = "TESSERA_COMMAND"
MOST_LAYERS = 30


class TesseraAlgorithm(QgsProcessingAlgorithm):
    """One verb of the command.

    A subclass has `verb`, `title`, `help`, the `stage` of the command whose progress the bar shows, its parameters and
    `processAlgorithm`.
    """

    def __init__(self):
        super().__init__()
        self.layers = []
        self.style = None

    def name(self):
        return self.verb

    def displayName(self):
        return self.title

    def shortHelpString(self):
        return self.help

    def createInstance(self):
        return type(self)()

    # Parameters

    def add_images(self, what="images", several=True):
        """Two parameters, of which one is needed: a folder, and raster layers (or one) of the project."""
        self.addParameter(QgsProcessingParameterFile(
            "FOLDER", f"Folder of {what}", behavior=QgsProcessingParameterFile.Folder, optional=True))
        if several:
            layers = QgsProcessingParameterMultipleLayers(
                "LAYERS", f"Or raster layers of {what}", QgsProcessing.TypeRaster, optional=True)
        else:
            layers = QgsProcessingParameterRasterLayer("LAYER", f"Or one raster layer of {what}", optional=True)
        self.addParameter(layers)

    def add_number(self, name, title, least, default=None, whole=True, most=None):
        kind = QgsProcessingParameterNumber.Integer if whole else QgsProcessingParameterNumber.Double
        more = {} if most is None else {"maxValue": most}
        self.addParameter(QgsProcessingParameterNumber(
            name, title, kind, default, optional=True, minValue=least, **more))

    def add_flag(self, name, title, default=False):
        self.addParameter(QgsProcessingParameterBoolean(name, title, default))

    def add_more(self, overwrites=True):
        """The advanced parameters."""
        overwrite = QgsProcessingParameterBoolean("OVERWRITE", "Replace files that are there already", False)
        more = QgsProcessingParameterString(
            "OPTIONS", f"More options of tessera {self.verb}, as on the command line", optional=True)
        for parameter in (overwrite, more) if overwrites else (more,):
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
            self.addParameter(parameter)

    def checkParameterValues(self, parameters, context):
        fine, message = super().checkParameterValues(parameters, context)
        if fine and not any(parameters.get(name) for name in ("FOLDER", "LAYERS", "LAYER")):
            return False, "Give a folder or a raster layer."
        return fine, message

    # Values

    def images(self, parameters, context):
        """The paths of the folder and of the layers."""
        folder = self.parameterAsString(parameters, "FOLDER", context)
        paths = [folder] if folder else []
        if self.parameterDefinition("LAYERS"):
            layers = self.parameterAsLayerList(parameters, "LAYERS", context)
        else:
            layers = [self.parameterAsRasterLayer(parameters, "LAYER", context)] if parameters.get("LAYER") else []
        if None in layers:
            raise QgsProcessingException(f"{parameters['LAYER']}: is no raster that QGIS can read")
        return paths + [path_of(layer) for layer in layers]

    def one_image(self, parameters, context):
        """The path of the folder or of the one layer."""
        paths = self.images(parameters, context)
        if len(paths) > 1:
            raise QgsProcessingException("Give a folder or a raster layer, not both.")
        return paths[0]

    def number(self, parameters, name, context, whole=True):
        """None where it is not given."""
        if parameters.get(name) in (None, ""):
            return None
        read = self.parameterAsInt if whole else self.parameterAsDouble
        return read(parameters, name, context)

    # The command

    def tessera(self, words, options, parameters, context, feedback):
        """Runs the verb; the lines that it has printed, or None where it was cancelled.

        - options: of the command by name. None and "" leave one out, and True gives it no value.
        """
        words = [str(word) for word in words]
        for name, value in options.items():
            if value is True:
                words.append(name)
            elif value not in (None, "", False):
                words += [name, str(value)]
        if self.parameterDefinition("OVERWRITE") and self.parameterAsBool(parameters, "OVERWRITE", context):
            words.append("--overwrite")
        words += shlex.split(self.parameterAsString(parameters, "OPTIONS", context))
        command = ProcessingConfig.getSetting(COMMAND_SETTING) or "tessera"
        words = [command, self.verb, *words]
        feedback.pushCommandInfo(shlex.join(words))
        shown = None

        def progress(stage, part):
            nonlocal shown
            if stage != shown:
                shown = stage
                feedback.setProgressText(stage.capitalize())
            if part is not None and stage == self.stage:
                feedback.setProgress(100 * min(part, 1))

        def note(line):
            (feedback.pushWarning if line.lower().startswith(("warning:", "error:")) else feedback.pushInfo)(line)

        try:
            lines = run(words, progress, note, feedback.isCanceled)
        except CommandError as error:
            message = str(error)
            if "cannot be started" in message:
                message += (
                    "\nInstall Tessera, or give the path of the command in Settings, Options, Processing, Providers, Tessera.")
            raise QgsProcessingException(message) from error
        for line in lines or []:
            feedback.pushInfo(line)
        return lines

    # Layers to load

    def load_masks(self, folder, suffixes=(".tif", ".png")):
        """Loads the masks of a folder once the algorithm is done."""
        self.layers = sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
        self.style = folder / "classes.qml"

    def postProcessAlgorithm(self, context, feedback):
        if len(self.layers) > MOST_LAYERS:
            feedback.pushWarning(f"Only {MOST_LAYERS} of {len(self.layers)} masks are loaded.")
        for path in self.layers[:MOST_LAYERS]:
            # QGIS loads the style of a mask by itself. Only masks that are placed on Earth have one.
            layer = QgsRasterLayer(str(path), path.stem)
            if not path.with_suffix(".qml").exists():
                layer.loadNamedStyle(str(self.style))
            context.temporaryLayerStore().addMapLayer(layer)
            context.addLayerToLoadOnCompletion(
                layer.id(), QgsProcessingContext.LayerDetails(path.stem, context.project(), "OUTPUT"))
        return {}


def path_of(layer):
    """The file of a raster layer."""
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path", "")
    if layer.providerType() != "gdal" or not pathlib.Path(path).is_file():
        raise QgsProcessingException(f"{layer.name()}: the layer is no file; export it as GeoTIFF first.")
    return path
