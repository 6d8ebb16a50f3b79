"""Which cells need Keras, which no browser runs: they, and what depends on what they make.

A cell needs it that imports Keras, calls `utils.keras_baseline`, or reads a name that such a cell
made and no other has made anew. To define a function is not to call it: the cell that does so runs,
and only those that use the function need what the function needs.
"""

import ast

PACKAGES = {"keras", "tensorflow"}
MODULE = "keras_baseline"
SCOPES = ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda
COMPREHENSIONS = ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp


class Names:
    """The names that wait for Keras after the cells given so far."""

    def __init__(self):
        self.waiting = set()

    def needed(self, source):
        """Whether the next cell needs Keras."""
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return False
        before = set(self.waiting)
        if any([self._statement(each) for each in tree.body]):
            self.waiting = before | bound(tree)
            return True
        return False

    def _statement(self, node):
        """Whether a statement needs Keras when it is executed; remembers what it binds."""
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            self._keep({node.name}, bool(read(node) & self.waiting) or imports(node))
            return False
        if isinstance(node, (ast.For, ast.While, ast.If, ast.With, ast.Try)):
            return self._block(node)
        names, needs = bound(node), imports(node) or bool(read(node) & self.waiting)
        self._keep(names, needs)
        if isinstance(node, ast.ImportFrom):
            self._keep(names & {MODULE}, True)
        return needs

    def _block(self, node):
        """The same of a statement that holds others."""
        parts = [getattr(node, name) for name in ("test", "iter") if hasattr(node, name)]
        parts += [item.context_expr for item in getattr(node, "items", [])]
        needs = any(read(part) & self.waiting for part in parts)
        bodies = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
        inside = [each for body in bodies for each in body]
        inside += [each for handler in getattr(node, "handlers", []) for each in handler.body]
        targets = [node.target] if isinstance(node, ast.For) else []
        targets += [item.optional_vars for item in getattr(node, "items", []) if item.optional_vars]
        self._keep({name for target in targets for name in bound(target)}, needs)
        return any([needs, *[self._statement(each) for each in inside]])

    def _keep(self, names, needs):
        self.waiting = self.waiting | names if needs else self.waiting - names


def imports(node):
    """Whether Keras itself is imported somewhere in the node."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            names = [alias.name for alias in each.names]
        else:
            names = [each.module or ""] if isinstance(each, ast.ImportFrom) else []
        if PACKAGES & {name.partition(".")[0] for name in names}:
            return True
    return False


def bound(node):
    """The names that executing the node gives a value, or changes the content of."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (*SCOPES, *COMPREHENSIONS)):
        return {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).partition(".")[0]}
    found = set().union(*map(bound, ast.iter_child_nodes(node)))
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) and stored(node):
        found.add(base(node))
    return found - {None}


def stored(node):
    return isinstance(node.ctx, (ast.Store, ast.Del))


def base(node):
    """The name at the left end of a.b[c]."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def read(node):
    """The names of outside that the node reads, in functions too; what it binds itself is not."""
    if isinstance(node, SCOPES + COMPREHENSIONS):
        return set().union(*map(read, ast.iter_child_nodes(node))) - own(node)
    if isinstance(node, ast.AugAssign):
        return read(node.value) | {base(node.target)} - {None}
    found = set().union(*map(read, ast.iter_child_nodes(node)))
    return found | {node.id} if isinstance(node, ast.Name) and not stored(node) else found


def own(scope):
    """The names that belong to a function or a comprehension."""
    if isinstance(scope, COMPREHENSIONS):
        return {name for each in scope.generators for name in bound(each.target)}
    arguments = {each.arg for each in ast.walk(scope.args) if isinstance(each, ast.arg)}
    body = scope.body if isinstance(scope.body, list) else []
    return arguments | {name for each in body for name in bound(each)} - {MODULE}
