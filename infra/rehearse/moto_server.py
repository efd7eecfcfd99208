# moto's server with stand-ins: where its CloudFormation does not know a type of resource, or fails to make one, a name with nothing behind it
# takes the place, so that the rest of the stack is made. Writes a line of JSON about each resource. Patches the version in requirements.txt.
import json
import sys

from moto.cloudformation import parsing
from moto.server import main

records, *arguments = sys.argv[1:]
Resources = parsing.ResourceMap
make = parsing.parse_and_create_resource
remove = Resources._delete_resource
remove_all = Resources.delete
model_of = parsing.resource_class_from_type


class StandIn:
    def __init__(self, logical_id, resource_type, region_name, account_id):
        _, service, kind = (resource_type.lower() + "::resource").split("::")[:3]
        self.logical_resource_id = logical_id
        self.cf_resource_type = resource_type
        self.physical_resource_id = f"arn:aws:{service}:{region_name}:{account_id}:{kind}/{logical_id}/stand-in"

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def is_created(self):
        return True

    def get_cfn_attribute(self, attribute_name):
        is_arn = attribute_name.endswith("Arn")
        return self.physical_resource_id if is_arn else f"{self.logical_resource_id}.{attribute_name}"

    def delete(self, account_id, region_name):
        pass


def note(happened, stack, logical_id, resource_type, detail):
    line = {"happened": happened, "stack": stack, "id": logical_id, "type": resource_type, "detail": detail}
    with open(records, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def is_known(resource_type):
    # Custom resources would run the code of functions in containers.
    return not resource_type.startswith(("Custom::", "AWS::CloudFormation::")) and model_of(resource_type) is not None


def make_readable(resource_type, make_it, resource_json):
    # moto reads the tags and the policy of a key as KMS spells them, and is given them as CloudFormation does.
    if resource_type != "AWS::KMS::Key":
        return make_it(resource_json)
    for tag in resource_json.get("Properties", {}).get("Tags", []):
        tag.update({"TagKey": tag["Key"], "TagValue": tag["Value"]})
    key = make_it(resource_json)
    key.policy = json.dumps(key.policy)
    return key


def make_or_stand_in(logical_id, resource_json, resources_map, account_id, region_name):
    resource_type, stack = resource_json["Type"], resources_map["AWS::StackName"]
    condition = resource_json.get("Condition")
    if condition and not resources_map.lazy_condition_map[condition]:
        return None
    stand_in = StandIn(logical_id, resource_type, region_name, account_id)
    # moto reads the outputs of a stack that is removed, and would make everything again that they name.
    if getattr(resources_map, "is_removed", False):
        return stand_in
    why = "unknown"
    if is_known(resource_type):
        try:
            made = make_readable(
                resource_type,
                lambda described: make(logical_id, described, resources_map, account_id, region_name),
                resource_json,
            )
            note("made", stack, logical_id, resource_type, str(getattr(made, "physical_resource_id", logical_id)))
            return made
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
    note("stood in", stack, logical_id, resource_type, why)
    return stand_in


def can_remove(resource):
    by_model = getattr(type(resource), "delete_from_cloudformation_json", None)
    return hasattr(resource, "delete") or not hasattr(by_model, "__isabstractmethod__")


def remove_and_note(resources_map, resource, resource_json):
    remove(resources_map, resource, resource_json)
    if isinstance(resource, StandIn):
        return
    happened = "removed" if can_remove(resource) else "not removed"
    note(happened, resources_map["AWS::StackName"], resource.logical_resource_id, resource_json["Type"], "")


def remove_stack(resources_map):
    try:
        remove_all(resources_map)
    except Exception as error:
        note_left(resources_map, f"{type(error).__name__}: {error}")
    resources_map.is_removed = True


def note_left(resources_map, why):
    for resource in resources_map._parsed_resources.values():
        logical_id = getattr(resource, "logical_resource_id", None)
        is_kept = resources_map._resource_json_map.get(logical_id, {}).get("DeletionPolicy") == "Retain"
        if logical_id is not None and not is_kept and not isinstance(resource, StandIn):
            note("not removed", resources_map["AWS::StackName"], logical_id, resource.cf_resource_type, why)


parsing.parse_and_create_resource = make_or_stand_in
parsing.resource_class_from_type = lambda resource_type: model_of(resource_type) if is_known(resource_type) else StandIn
Resources._delete_resource = remove_and_note
Resources.delete = remove_stack
main(arguments)
