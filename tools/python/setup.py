"""The wheel holds a program of one platform, for any version of Python. The version is that of the program."""
import pathlib
import subprocess

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


program = pathlib.Path(__file__).resolve().parent / "tessera" / "bin" / "tessera"
version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
setup(version=version, cmdclass={"bdist_wheel": PlatformWheel})
