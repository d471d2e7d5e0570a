"""The scenes of the demo's pictures: one function each, named for what is seen, painting with a `Brush`."""

from innovations.demo.scenes import gatherings, lands, roads, rooms

SCENES = {
    painted.__name__: painted
    for painted in (
        roads.ambulance,
        rooms.archive,
        roads.bus,
        lands.cattle,
        rooms.classroom,
        rooms.counter,
        gatherings.culture,
        lands.drain,
        lands.field,
        lands.hazard,
        gatherings.health,
        rooms.kitchen,
        rooms.library,
        gatherings.market,
        gatherings.meeting,
        gatherings.phone,
        lands.pond,
        gatherings.posyandu,
        roads.road,
        lands.tower,
        roads.van,
        roads.village,
        lands.waste,
        lands.water,
        lands.waterfall,
    )
}
