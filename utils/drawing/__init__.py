"""What stands behind plots, animation and diagrams: a grammar of pictures.

A scene is rows of panels, a panel is marks on axes; a film shows all frames of a scene, a picture
one. The floors, each of which builds on those below it: the scene and what is ready-made of it;
`panels`; `marks` and `graphs`; `film`; `style`.
"""
