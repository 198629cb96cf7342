"""A file that is too large leaves nothing behind, and the form that it came with says so."""

import io

import pytest
from django import forms
from django.core.handlers.wsgi import WSGIRequest
from django.test import override_settings

from core.uploads import MEGABYTE, limit_for, say_if_refused

BOUNDARY = "parting"


class Body(io.RawIOBase):
    """A multipart body whose file is made as it is read: nothing of it lies in memory."""

    def __init__(self, size):
        head = [
            self._field("csrfmiddlewaretoken", "a-token"),
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n",
        ]
        self.head = io.BytesIO("".join(head).encode())
        self.left = size
        tail = f"\r\n{self._field('note', 'typed by hand')}--{BOUNDARY}--\r\n"
        self.tail = io.BytesIO(tail.encode())
        self.length = len(self.head.getvalue()) + size + len(self.tail.getvalue())

    @staticmethod
    def _field(name, value):
        return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'

    def read(self, size=-1):
        data = self.head.read(size)
        if not data and self.left:
            data = b"x" * min(size, self.left)
            self.left -= len(data)
        return data or self.tail.read(size)


class FileForm(forms.Form):
    file = forms.FileField()
    note = forms.CharField()


def send(path, size, *, declared=None):
    body = Body(size)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(declared or body.length),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": body,
    }
    return WSGIRequest(environ)


@pytest.fixture
def folder(tmp_path):
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(tmp_path)):
        yield tmp_path


def test_a_file_that_fits_arrives_whole(folder):
    request = send("/en/somewhere/", 3 * MEGABYTE)

    assert request.FILES["file"].size == 3 * MEGABYTE
    assert not hasattr(request, "upload_refused")


def test_of_a_file_that_is_too_large_nothing_is_kept_and_the_other_fields_arrive(folder):
    request = send("/cms/sessions/1/attendance/", 7 * MEGABYTE)

    assert request.POST["note"] == "typed by hand"
    assert request.POST["csrfmiddlewaretoken"] == "a-token"
    assert not request.FILES
    assert request.upload_refused == 5
    assert list(folder.iterdir()) == []


def test_two_gigabytes_that_never_come_are_refused_by_what_was_declared(folder):
    request = send("/en/somewhere/", 4 * MEGABYTE, declared=2048 * MEGABYTE)

    assert not request.FILES
    assert request.upload_refused == 10
    assert list(folder.iterdir()) == []


def test_the_form_says_so_beside_its_field_and_keeps_what_was_typed(folder):
    request = send("/en/somewhere/", 12 * MEGABYTE)
    form = FileForm(request.POST, request.FILES)

    say_if_refused(request, form)

    assert not form.is_valid()
    assert form.errors == {"file": ["The file is larger than 10 MB. Choose a smaller one."]}
    assert form["note"].value() == "typed by hand"


def test_a_form_whose_file_arrived_is_left_alone(folder):
    request = send("/en/somewhere/", 1000)
    form = FileForm(request.POST, request.FILES)

    say_if_refused(request, form)

    assert form.is_valid()


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/cms/documents/multiple/add/", 512),
        ("/cms/images/chooser/create/", 40),
        ("/cms/sessions/7/attendance/", 5),
        ("/en/profile/", 10),
    ],
)
def test_each_page_has_its_own_limit(path, limit):
    assert limit_for(path) == limit
