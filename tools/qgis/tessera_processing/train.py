import pathlib

from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterFolderDestination

from .base import TesseraAlgorithm

PRESETS = ["aerial", "photo", "compact", "potsdam-3", "potsdam-6"]


class Train(TesseraAlgorithm):
    verb = "train"
    title = "Train a model"
    stage = "training"
    help = (
        "Trains a network on images, without labels. The output folder holds the model, which the other algorithms take.\n"
        "Give minutes or steps. More of them teach more; ten minutes are a start.\n"
        "Cancel ends the training after its current step. The model of that step is in the output folder, with a checkpoint "
        "from which 'Go on from the checkpoint' continues.")

    def initAlgorithm(self, configuration=None):
        self.add_images()
        self.addParameter(QgsProcessingParameterEnum(
            "PRESET", "Preset", PRESETS, defaultValue="aerial", usesStaticStrings=True))
        self.add_number("CLASSES", "Classes", 2, most=255)
        self.add_number("MINUTES", "Minutes", 0.01, whole=False)
        self.add_number("STEPS", "Steps", 1)
        self.add_flag("RESUME", "Go on from the checkpoint in the output folder")
        self.add_more()
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", "Model"))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsString(parameters, "OUTPUT", context)
        resumes = self.parameterAsBool(parameters, "RESUME", context)
        lines = self.tessera(self.images(parameters, context), {
            "--output": output,
            "--preset": None if resumes else self.parameterAsEnumString(parameters, "PRESET", context),
            "--classes": self.number(parameters, "CLASSES", context),
            "--minutes": self.number(parameters, "MINUTES", context, whole=False),
            "--steps": self.number(parameters, "STEPS", context),
            "--resume": resumes,
        }, parameters, context, feedback)
        if lines is None:
            if (pathlib.Path(output) / "checkpoint.safetensors").exists():
                feedback.pushInfo(f"{output}: the training was stopped, and can go on from its checkpoint")
            else:
                feedback.pushWarning(f"{output}: the training was stopped before its first checkpoint")
        return {"OUTPUT": output}
