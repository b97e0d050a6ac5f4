"""Classes that make it hard to find their functions, and things that claim to be what they are not."""

import abc
import enum
import functools


def function():
    pass


def _wrapped(wrapped):
    @functools.wraps(wrapped)
    def wrapper(*args):
        return wrapped(*args)

    return wrapper


class Base:
    def shadowed(self):
        pass

    def inherited(self):
        pass

    @staticmethod
    def static():
        pass

    @classmethod
    def of_class(cls):
        pass

    @property
    def value(self):
        return 1

    @_wrapped
    def decorated(self):
        pass


class Between(Base):
    def shadowed(self):
        pass

    class Inner(Base):
        def inner(self):
            pass


class Both(Between, Base):
    """Whose own attribute is a class that it inherits from."""

    aunt = Base
    builtin = staticmethod(len)
    partial = functools.partial(function)
    itself = None

    def shadowed(self):
        pass


Both.itself = Both


class Other:
    def shadowed(self):
        pass

    def other(self):
        pass


class Mixed(Other, Both):
    zero = Other


class Hiding(type):
    def __dir__(cls):
        return ["shown"]

    def __eq__(cls, other):
        return cls is other

    __hash__ = type.__hash__


class Hidden(metaclass=Hiding):
    def shown(self):
        pass

    def hidden(self):
        pass


class BelowHidden(Hidden, Other):
    def below(self):
        pass


class Colour(enum.Enum):
    RED = 1

    def tint(self):
        pass


class Abstract(abc.ABC):
    @abc.abstractmethod
    def abstract(self):
        pass

    @abc.abstractclassmethod
    def of_class(cls):
        pass


class OwnStatic(staticmethod):
    pass


class WithOwnStatic:
    @OwnStatic
    def static():
        pass


class Claiming:
    """What isinstance is told is not what type() tells."""

    def __init__(self, target):
        self.__dict__["target"] = target

    @property
    def __class__(self):
        return type(self.target)

    def __getattr__(self, name):
        return getattr(self.target, name)


class Slots:
    __slots__ = ("slot",)

    def in_slots(self):
        pass


claiming_function = Claiming(function)
claiming_class = Claiming(Other)
claiming_text = Claiming("text")
bound = Both().inherited
number = 1
nothing = None
unhashable = []
