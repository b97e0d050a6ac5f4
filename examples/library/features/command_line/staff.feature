@command_line
Feature: What only the staff does

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And the titles
      | title | author     | year | copies      |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 |
    And Ada Novak borrows B-101

  Scenario: Scanned copies are compared with the shelves
    Given a file "scanned.txt" with
      """
      B-101
      B-103
      """
    When the command is stocktake {folder}/scanned.txt
    Then it prints
      """
      0 copies are in their place
      not on the shelf: B-102
      should be elsewhere: B-101
      unknown: B-103
      """

  Scenario: A lost copy is withdrawn
    When the command is withdraw --lost B-101
    Then it prints
      """
      25.00 charged for B-101
      B-101 is withdrawn
      """

  Scenario: A membership is prolonged
    When the command is prolong M0001
    Then it prints
      """
      M0001 is valid until 2026-03-04
      """
