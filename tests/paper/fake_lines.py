"""The fake printer on a serial line (a pty pair) and on USB (a backend for the USB library)."""

from __future__ import annotations

import array
import contextlib
import errno
import os
import pty
import select
import socket
import threading
import tty
from types import SimpleNamespace

import usb.core
from usb.backend import IBackend

from tests.paper.fake_printer import FakePrinter, Hangup, _Head

VENDOR, PRODUCT, OUT, BACK = 0x0FE6, 0x811E, 0x03, 0x84
"""A make whose ends are not the ones that the printer library assumes."""


class _Pty:
    """A pty's far end, spoken to like a socket."""

    def __init__(self, handle: int) -> None:
        self.handle, self.patience = handle, None

    def settimeout(self, seconds) -> None:
        self.patience = seconds

    def recv(self, most: int) -> bytes:
        if not select.select([self.handle], [], [], self.patience)[0]:
            raise TimeoutError
        return os.read(self.handle, most)

    def sendall(self, data: bytes) -> None:
        os.write(self.handle, data)


class SerialPrinter(FakePrinter):
    """The same machine behind /dev/pts/N."""

    def __init__(self) -> None:
        super().__init__()
        FakePrinter.close(self)
        self.far, self.near = pty.openpty()
        tty.setraw(self.near)
        threading.Thread(target=self._head, daemon=True).start()

    @property
    def setting(self) -> str:
        return f"serial:{os.ttyname(self.near)}?baud=115200"

    def _head(self) -> None:
        try:
            _Head(self, _Pty(self.far)).work()
        except (Hangup, OSError, EOFError):
            self.close()

    def close(self) -> None:
        for handle in (self.far, self.near):
            with contextlib.suppress(OSError):
                os.close(handle)


class UsbPrinter(FakePrinter, IBackend):
    """The same machine as a USB device that stalls, and that somebody pulls out and plugs in again."""

    def __init__(self) -> None:
        FakePrinter.__init__(self)
        FakePrinter.close(self)
        self.plugged = True
        self._plug()

    setting = f"usb://{VENDOR:04x}:{PRODUCT:04x}"

    def _plug(self) -> None:
        self.near, far = self.ends = socket.socketpair()
        for end in self.ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        threading.Thread(target=self._head, args=(far,), daemon=True).start()

    def _head(self, far) -> None:
        try:
            _Head(self, far).work()
        except (Hangup, OSError, EOFError):
            if far is self.ends[1]:
                self.plugged = False  # a machine that drops the line has left the bus
        finally:
            far.close()

    def plug_in_again(self) -> None:
        self.plugged = True
        self._plug()

    # what the USB library asks of a backend

    def enumerate_devices(self):
        return [1] if self.plugged else []

    def get_device_descriptor(self, dev):
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=VENDOR,
            idProduct=PRODUCT,
            bcdDevice=0x0100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev, config):
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0x80,
            bMaxPower=50,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev, intf, alt, config):
        if alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev, ep, intf, alt, config):
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, BACK)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev):
        return dev

    def close_device(self, dev_handle):
        return None

    def set_configuration(self, dev_handle, config_value):
        return None

    def get_configuration(self, dev_handle):
        return 1

    def claim_interface(self, dev_handle, intf):
        return None

    def release_interface(self, dev_handle, intf):
        return None

    def reset_device(self, dev_handle):
        return None

    def is_kernel_driver_active(self, dev_handle, intf):
        return False

    def bulk_write(self, dev_handle, ep, intf, data, timeout):
        assert ep == OUT, "written to an end that the machine does not have"
        self._there()
        self.near.settimeout(timeout / 1000)
        try:
            return self.near.send(bytes(data))
        except TimeoutError:
            raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT) from None
        except OSError:
            raise usb.core.USBError("No such device (it may have been disconnected)", errno=errno.ENODEV) from None

    def bulk_read(self, dev_handle, ep, intf, buff: array.array, timeout):
        assert ep == BACK
        self._there()
        self.near.settimeout(timeout / 1000)
        try:
            data = self.near.recv(len(buff))
        except TimeoutError:
            raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT) from None
        if not data:
            raise usb.core.USBError("No such device (it may have been disconnected)", errno=errno.ENODEV)
        buff[: len(data)] = array.array("B", data)
        return len(data)

    def _there(self) -> None:
        if not self.plugged:
            raise usb.core.USBError("No such device (it may have been disconnected)", errno=errno.ENODEV)
