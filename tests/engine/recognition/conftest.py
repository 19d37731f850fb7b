"""Compile the kernels before the first test, and train two small models on invented rows once."""

import pytest

from clearhall.engine.recognition import Task, kernels  # noqa: F401
from tests.engine.recognition.invented import message_rows, trained, url_rows


@pytest.fixture(scope="session")
def kinds_model():
    return trained(message_rows(), Task.MESSAGE_KIND)


@pytest.fixture(scope="session")
def harm_model():
    return trained(message_rows(), Task.MESSAGE_HARM)


@pytest.fixture(scope="session")
def url_model():
    return trained(url_rows(), Task.URL_HARM)
