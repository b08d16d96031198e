"""Makes the WebAssembly module: each loop through the compiler that compiles it for this machine, then one linker.

The compiler is asked for a machine without any particular feature, so that the same versions of it make the same
bytes everywhere. ``pow``, ``exp``, ``log`` and ``cos`` are those of musl, whose source comes with the linker.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba

from experiments.page.kernels.loops import LOOPS
from experiments.page.kernels.signatures import RESULT_BYTES, SLOT_BYTES, Slot, slots_of, types_of

TARGET = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint"
# Of musl: what the loops call, and what that calls.
_LIBM = (
    "pow", "pow_data", "exp", "exp_data", "log", "log_data", "cos", "__cos", "__sin", "__rem_pio2", "__rem_pio2_large",
    "scalbn", "floor", "__math_oflow", "__math_uflow", "__math_xflow", "__math_divzero", "__math_invalid",
)  # fmt: skip
_AS_THE_CROWDS: dict[str, Any] = {"_nrt": False, "nogil": True, "error_model": "numpy"}  # as ``sim.compiled`` has it
_KINDS = {"i8": "i8", "i32": "ptr", "i64": "i64", "f64": "double"}


def build(folder: Path) -> bytes:
    """The module, made anew; intermediate files go into ``folder``, which must exist."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TARGET).create_target_machine(opt=3, features=FEATURES)
    objects = []
    for name in LOOPS:
        objects.append(folder / f"{name}.o")
        objects[-1].write_bytes(machine.emit_object(_module(name, machine)))
    made = folder / "kernels.wasm"
    math = Path(_linker_folder(), "lib/libc/musl/src")
    sources = [math / "math" / f"{name}.c" for name in _LIBM]
    _zig(
        "cc", "-target", "wasm32-freestanding", "-O2", "-mbulk-memory", "-msimd128", "-ffp-contract=off",
        "-nostdlib", "-ffreestanding", "-fno-builtin", "-g0", "-w", "-Wl,--no-entry", "-Wl,--strip-all",
        "-Wl,--import-memory", "-Wl,--gc-sections", "-Wl,--export=__heap_base",
        *(f"-Wl,--export={name}" for name in LOOPS),
        *(f"-I{place}" for place in _headers(math)),
        *map(str, [*objects, *sources]), "-o", str(made),
    )  # fmt: skip
    return made.read_bytes()


def _linker_folder() -> Path:
    found = importlib.util.find_spec("ziglang")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _headers(musl: Path) -> list[Path]:
    libc = musl.parents[1]
    return [
        musl / "internal",
        musl / "include",
        libc / "musl/arch/generic",
        libc / "musl/include",
        libc / "include/generic-musl",
        libc / "wasi/libc-top-half/musl/arch/wasm32",
    ]


def _zig(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "ziglang", *words], check=True)


def _module(name: str, machine: Any) -> Any:
    """A loop for the other machine, and the function that hands it the numbers of a block."""
    types = types_of(name)
    loop = numba.njit(**_AS_THE_CROWDS)(LOOPS[name].function.py_func)  # type: ignore[attr-defined]
    loop.compile(types)
    text = _of_the_other_machine(loop.inspect_llvm(loop.signatures[0]))
    mangled = loop.overloads[loop.signatures[0]].fndesc.llvm_func_name
    module = llvm.parse_assembly(text + _handing_over(name, mangled, slots_of(name)))
    taken = [str(argument.type) for argument in module.get_function(mangled).arguments]
    assert taken == ["ptr", "ptr", *(_KINDS[slot.kind] for slot in slots_of(name))]
    module.triple, module.data_layout = TARGET, str(machine.target_data)
    module.verify()
    return module


def _of_the_other_machine(text: str) -> str:
    """The text of a module without what is of Python or of this machine."""
    kept, skipping = [], False
    for line in text.splitlines():
        skipping = skipping or (line.startswith("define") and ("@_ZN7cpython" in line or "@cfunc." in line))
        if not skipping and not line.startswith("target "):
            kept.append(line)
        skipping = skipping and line != "}"
    joined = re.sub(r'"target-(cpu|features)"="[^"]*"', "", "\n".join(kept))
    return re.sub(r"= common (local_unnamed_addr )?global", "= internal global", joined)  # which WebAssembly lacks


def _handing_over(name: str, mangled: str, slots: list[Slot]) -> str:
    """A function of one argument, a block: room for the result, then the numbers that the loop is handed."""
    lines = [
        f"\ndefine i32 @{name}(ptr %block) {{",
        f"  %problem = getelementptr i8, ptr %block, i32 {RESULT_BYTES - 8}",
    ]
    handed = ["ptr %block", "ptr %problem"]
    for k, slot in enumerate(slots):
        kind = _KINDS[slot.kind]
        lines.append(f"  %at{k} = getelementptr i8, ptr %block, i32 {RESULT_BYTES + SLOT_BYTES * k}")
        lines.append(f"  %n{k} = load {kind}, ptr %at{k}")
        handed.append(f"{kind} %n{k}")
    lines += [f"  %said = call i32 @{mangled}({', '.join(handed)})", "  ret i32 %said", "}"]
    return "\n".join(lines) + "\n"
